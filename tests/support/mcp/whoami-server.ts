/**
 * An SDK v2 server whose one tool says by which token it was called; both families, or the modern one only. It says the
 * token's fingerprint: the gateway lets no value back.
 */
import { createHash } from 'node:crypto'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, Server } from '@modelcontextprotocol/server'
import { type Listening, listen, type OnEnd } from './listen.ts'

/** A short name of a token that is not the token. */
export function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16)
}

const tools = [
  { name: 'whoami', description: 'Who is asking', inputSchema: { type: 'object' as const } },
  { name: 'secret_tool', description: 'Not for everyone', inputSchema: { type: 'object' as const } },
]

export function startWhoamiServer(era: 'dual' | 'modern' = 'dual', onEnd?: OnEnd): Promise<Listening> {
  const handler = createMcpHandler(
    () => {
      const server = new Server({ name: 'whoami', version: '1' }, { capabilities: { tools: {} } })
      server.setRequestHandler('tools/list', async () => ({ tools, ttlMs: 0, cacheScope: 'private' as const }))
      server.setRequestHandler('tools/call', async (request, context) => {
        const token = context.http?.req?.headers.get('authorization')?.replace('Bearer ', '')
        return {
          content: [
            { type: 'text' as const, text: `${request.params.name} for ${token ? fingerprint(token) : 'nobody'}` },
          ],
        }
      })
      return server
    },
    era === 'modern' ? { legacy: 'reject' } : {},
  )
  const handle = toNodeHandler(handler)
  return listen(
    async (req, res, body) => handle(req, res, body === '' ? undefined : JSON.parse(body)),
    undefined,
    onEnd,
  )
}
