/** A server of the modern family whose every answer is the test's choice, as `startScriptedServer` is one of the other. */
import { rpcErrors } from '#lib/mcp/protocol.ts'
import { type Listening, sendJson } from './listen.ts'
import { type Script, startScriptedServer } from './scripted-server.ts'

const discovered = {
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  capabilities: { tools: {} },
  ttlMs: 0,
  cacheScope: 'private',
  _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'scripted', version: '1' } },
}

export function startModernServer(script: Script): Promise<Listening> {
  return startScriptedServer({
    'server/discover': () => discovered,
    initialize: ({ id }, res) => {
      const error = { code: rpcErrors.unsupportedVersion, message: 'Unsupported', data: { supported: ['2026-07-28'] } }
      sendJson(res, 400, { jsonrpc: '2.0', id, error })
    },
    ...script,
  })
}
