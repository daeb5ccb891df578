/** An SDK v2 server whose one tool says which token it was called with; both families, or the modern one only. */
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, Server } from '@modelcontextprotocol/server'
import { type Listening, listen, type OnEnd } from './listen.ts'

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
        const token = context.http?.req?.headers.get('authorization') ?? 'nobody'
        return { content: [{ type: 'text' as const, text: `${request.params.name} for ${token}` }] }
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
