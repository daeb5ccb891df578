/** Clients that are programs: each is run by its own file with a folder of its own, and sees nothing of the person's. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { onTestFinished } from 'vitest'
import { type At, connectV1By, type RealClient } from './real-clients.ts'

const modules = join(import.meta.dirname, '../../../node_modules')

/** The proxy as a desktop client starts it, and that client at its other end. */
export function connectMcpRemote({ url, authorization }: At, ...flags: string[]): Promise<RealClient> {
  const header = ['--header', `Authorization: ${authorization}`]
  const args = [join(modules, 'mcp-remote/dist/proxy.js'), url, ...header, '--transport', 'http-only', ...flags]
  return connectV1By(new StdioClientTransport({ command: process.execPath, args, env: ownHome(), stderr: 'ignore' }))
}

function ownHome() {
  const HOME = mkdtempSync(join(tmpdir(), 'jetway-client-'))
  onTestFinished(() => rmSync(HOME, { recursive: true }))
  return { ...getDefaultEnvironment(), NODE_ENV: 'production' as const, HOME }
}
