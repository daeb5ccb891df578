import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

export type OfficialClient = {
  listTools: () => Promise<{ tools: { name: string }[] }>
  callTool: (params: { name: string; arguments?: Record<string, unknown> }) => Promise<unknown>
  close: () => Promise<void>
}

export const officialClients = ['SDK v1', 'SDK v2 legacy', 'SDK v2 modern'] as const

/** Connects with one of the official clients; `SDK v2 modern` takes the newest version both sides speak. */
export async function connectOfficial(
  kind: (typeof officialClients)[number],
  url: string,
  authorization: string,
): Promise<OfficialClient> {
  const options = { requestInit: { headers: { authorization } } }
  if (kind === 'SDK v1') {
    const client = new ClientV1({ name: 'v1', version: '1' })
    await client.connect(new TransportV1(new URL(url), options))
    return client
  }
  const mode = kind === 'SDK v2 legacy' ? 'legacy' : 'auto'
  const client = new ClientV2({ name: 'v2', version: '1' }, { versionNegotiation: { mode } })
  await client.connect(new TransportV2(new URL(url), options))
  return client
}

const inspector = join(import.meta.dirname, '../../../node_modules/.bin/mcp-inspector')

/** What the Inspector's command line prints, on both streams; it ends with an error where the call did. */
export function runInspector(
  url: string,
  authorization: string,
  args: string[],
): Promise<{ said: string; ok: boolean }> {
  const fixed = [
    '--cli',
    url,
    '--header',
    `Authorization: ${authorization}`,
    '--transport',
    'http',
    '--stored-auth-only',
  ]
  return new Promise((resolve) => {
    execFile(inspector, [...fixed, '--format', 'json', ...args], (error, stdout, stderr) =>
      resolve({ said: stdout + stderr, ok: error === null }),
    )
  })
}
