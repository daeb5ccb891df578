const clientInfo = { name: 'test', version: '1.0.0' }
const baseHeaders = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }

export interface Answer {
  status: number
  headers: Headers
  text: string
}

export interface RpcReply {
  id?: unknown
  result?: Record<string, unknown>
  error?: { code: number; message: string }
}

export interface ToolReply {
  isError: boolean
  text: string
}

export async function post(url: string, message: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const body = typeof message === 'string' ? message : JSON.stringify(message)
  const response = await fetch(url, { method: 'POST', headers: { ...baseHeaders, ...headers }, body })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

export function readEvent(text: string): RpcReply {
  const data = /^event: message\ndata: (.*)\n\n$/.exec(text)?.[1]
  if (data === undefined) throw new Error(`Not one event: ${text.slice(0, 200)}`)
  return JSON.parse(data)
}

export function toInitialize(protocolVersion = '2025-06-18') {
  return { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion, capabilities: {}, clientInfo } }
}

export interface Session {
  id: string
  headers: Record<string, string>
  request(method: string, params?: Record<string, unknown>): Promise<RpcReply>
  call(tool: string, input?: Record<string, unknown>): Promise<ToolReply>
  /** The JSON of a call that succeeds. */
  read<Content = Record<string, unknown>>(tool: string, input?: Record<string, unknown>): Promise<Content>
}

export async function openSession(url: string, token: string): Promise<Session> {
  const authorization = `Bearer ${token}`
  const opened = await post(url, toInitialize(), { authorization })
  const id = opened.headers.get('mcp-session-id')
  if (id === null) throw new Error(`No session: ${opened.status} ${opened.text}`)
  const headers = { authorization, 'mcp-session-id': id }
  let lastId = 0
  async function request(method: string, params: Record<string, unknown> = {}): Promise<RpcReply> {
    lastId += 1
    return readEvent((await post(url, { jsonrpc: '2.0', id: lastId, method, params }, headers)).text)
  }
  async function call(tool: string, input: Record<string, unknown> = {}): Promise<ToolReply> {
    const { result, error } = await request('tools/call', { name: tool, arguments: input })
    if (result === undefined) throw new Error(`Protocol error: ${error?.message}`)
    const content = result.content as { text: string }[]
    return { isError: result.isError === true, text: content[0]?.text ?? '' }
  }
  return {
    id,
    headers,
    request,
    call,
    async read(tool, input) {
      const { isError, text } = await call(tool, input)
      if (isError) throw new Error(text)
      return JSON.parse(text)
    },
  }
}
