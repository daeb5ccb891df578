/** Clients that are programs: each is run by its own file with a folder of its own, and sees nothing of the person's. */
import { execFile } from 'node:child_process'
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

/** One run of the command line for each list and each call. */
export async function connectMcporter({ url, authorization }: At): Promise<RealClient> {
  const env = ownHome()
  const server = ['--http-url', url, '--allow-http', '--header', `Authorization=${authorization}`, '--no-oauth']
  const run = (command: string, ...args: string[]) =>
    new Promise<string>((resolve) => {
      const all = [join(modules, 'mcporter/dist/cli.js'), command, ...server, ...args]
      execFile(process.execPath, all, { env, cwd: env.HOME }, (_failed, stdout) => resolve(stdout))
    })
  return {
    listTools: async () => JSON.parse(await run('list', '--json')),
    call: async (name) => {
      const said = JSON.parse(await run('call', '--tool', name, '--output', 'json'))
      if (said.error !== undefined) throw new Error(said.error)
      return said
    },
  }
}

function ownHome() {
  const HOME = mkdtempSync(join(tmpdir(), 'jetway-client-'))
  onTestFinished(() => rmSync(HOME, { recursive: true }))
  return { ...getDefaultEnvironment(), NODE_ENV: 'production' as const, HOME }
}
