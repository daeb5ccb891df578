/** An MCP server that takes some Bearer tokens and refuses all others, repeating in its refusal what it was sent. */
import { type Listening, listen, sendJson } from '../mcp/listen.ts'

export type TokenServer = Listening & { url: string; accept: (token: string) => void }

type Options = {
  tools?: string[]
  /** Runs while a token is being tried, before the answer. */
  onTry?: () => Promise<unknown>
  /** Answered to everything instead of MCP. */
  status?: () => number | undefined
}

type Message = { id?: string | number; method: string; params?: { protocolVersion?: string } }

export async function startTokenServer(accepted: string[], options: Options = {}): Promise<TokenServer> {
  const known = new Set(accepted)
  const { tools = ['search', 'fetch'], onTry, status } = options
  const server = await listen(async (req, res, body) => {
    if (req.method !== 'POST') return void res.writeHead(405).end()
    const failure = status?.()
    if (failure) return void res.writeHead(failure).end()
    const message: Message = JSON.parse(body)
    if (message.id === undefined) return void res.writeHead(202).end()
    if (message.method === 'initialize') await onTry?.()

    const sent = String(req.headers.authorization ?? '')
    if (!known.has(sent.replace(/^Bearer /, ''))) {
      const refusal = { error: 'invalid_token', error_description: `Invalid access token ${sent}` }
      return sendJson(res, 401, refusal, { 'www-authenticate': 'Bearer realm="OAuth", error="invalid_token"' })
    }
    sendJson(res, 200, { jsonrpc: '2.0', id: message.id, ...answer(message, tools) })
  })
  return { ...server, url: `${server.origin}/mcp`, accept: (token) => void known.add(token) }
}

function answer({ method, params }: Message, tools: string[]) {
  switch (method) {
    case 'initialize': {
      const protocolVersion = params?.protocolVersion ?? '2025-06-18'
      const serverInfo = { name: 'token server', version: '1' }
      return { result: { protocolVersion, capabilities: { tools: {} }, serverInfo } }
    }
    case 'tools/list':
      return { result: { tools: tools.map((name) => ({ name, description: `${name} things`, inputSchema: {} })) } }
    default:
      return { error: { code: -32601, message: 'Method not found' } }
  }
}
