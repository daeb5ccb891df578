/**
 * Between the official suite and the gateway: the suite can send no key, and calls tools by the names it knows, so the key and
 * the connection's prefix are put on here, and the prefix taken off what comes back. Everything else passes as it is.
 */
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** `prefix`: empty where names are untouched. */
export type Behind = { url: string; authorization: string; prefix: string }

export type Shim = { url: string; close: () => void }

export async function startShim(behind: Behind): Promise<Shim> {
  const server = createServer((req, res) => void pass(behind, req, res).catch(() => res.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://localhost:${port}/mcp`, close: () => void server.close().closeAllConnections() }
}

async function pass({ url, authorization, prefix }: Behind, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = toPrefixed((await buffer(req)).toString(), prefix)
  const headers = { ...asAtGateway(req, url), authorization, 'content-length': String(Buffer.byteLength(body)) }
  const name = req.headers['mcp-name']
  if (typeof name === 'string' && prefix && req.headers['mcp-method'] === 'tools/call')
    Object.assign(headers, { 'mcp-name': `${prefix}${name}` })
  const onward = httpRequest(url, { method: req.method, headers }, (answer) => {
    const { 'content-length': length, ...received } = answer.headers
    res.writeHead(answer.statusCode ?? 502, prefix || length === undefined ? received : answer.headers)
    answer.on('data', (chunk: Buffer) => res.write(prefix ? chunk.toString().replaceAll(`"${prefix}`, '"') : chunk))
    answer.on('end', () => res.end())
    answer.on('error', () => res.destroy())
  })
  onward.on('error', () => res.destroy())
  res.on('close', () => onward.destroy())
  onward.end(body)
}

/** Who comes to the shim by its own name comes to the gateway by that one's; any other name and origin stays. */
function asAtGateway({ headers, socket }: IncomingMessage, url: string): IncomingHttpHeaders {
  const { host, origin } = new URL(url)
  const own = `localhost:${socket.localPort}`
  return {
    ...headers,
    ...(headers.host === own && { host }),
    ...(headers.origin === `http://${own}` && { origin }),
  }
}

function toPrefixed(body: string, prefix: string): string {
  if (!prefix || !body.includes('"tools/call"')) return body
  const message = JSON.parse(body)
  if (typeof message.params?.name === 'string') message.params.name = prefix + message.params.name
  return JSON.stringify(message)
}
