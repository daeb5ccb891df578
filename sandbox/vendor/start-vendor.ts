/**
 * A stand-in for a vendor's MCP server and for who signs people in to it: the protocol by the official SDK, without sessions;
 * the sign-in by the vendor's manners; invented data.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Server as McpServer } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js'
import type { OwnClient } from '../sign-in/clients.ts'
import type { Manners } from '../sign-in/manners.ts'
import { createSignIn } from '../sign-in/sign-in.ts'
import type { Bearer, BearerTokens } from '../sign-in/tokens.ts'
import { isRecord } from '../web/json.ts'
import { listen, stop, toOrigin } from '../web/listen.ts'
import { readRequest } from '../web/read-request.ts'
import { type HttpRequest, jsonReply, notFoundReply, type Reply, toPathname } from '../web/reply.ts'
import { lacks, type Tool } from './tool.ts'

export interface Vendor<Data> {
  name: string
  path: string
  manners: Manners
  ownClient: OwnClient
  /** At an address of its own. */
  signsInElsewhere: boolean
  tokens: BearerTokens
  /** How tokens begin that people make by hand. */
  handPrefix: string
  tools: readonly Tool<Data>[]
  dataOf(account: string): Data
  /** What RFC 9728 has as the `resource`, for the address of the server's host; null where it publishes nothing of the kind. */
  toResource(origin: string): string | null
  /** The body of a 401. */
  unauthorized(token: string | undefined): Record<string, unknown>
  /** An answer to a token that is one, but of a kind that is not taken. */
  refuseKind?(token: string): { code: number; message: string } | null
}

export interface VendorOptions {
  port?: number
  /** Of who signs people in. */
  signInPort?: number
  allowedRedirectOrigins?: readonly string[]
}

export interface VendorServer {
  url: string
  /** Who signs people in. */
  issuer: string
  ownClient: OwnClient
  /** Tool calls, by whose account and to which tool. */
  calls: { account: string; tool: string }[]
  makeToken(account: string, scopes?: readonly string[]): string
  expireTokens(): void
  /** Refresh tokens end too. */
  endGrants(): void
  close(): Promise<void>
}

export async function startVendor<Data>(vendor: Vendor<Data>, options: VendorOptions = {}): Promise<VendorServer> {
  const { allowedRedirectOrigins = [] } = options
  const { manners, tokens, ownClient, path } = vendor
  const calls: VendorServer['calls'] = []
  const serving = createServer({ keepAliveTimeout: 60_000 })
  const issuing = vendor.signsInElsewhere ? createServer() : serving
  const issuer = () => toOrigin(issuing)
  const signIn = createSignIn({ manners, access: tokens, origin: issuer, allowedRedirectOrigins, ownClient })
  const host: Host<Data> = { vendor, origin: () => toOrigin(serving), issuer, calls }
  if (issuing !== serving) {
    issuing.on('request', (req, res) =>
      answer(req, res, (request) => send(res, signIn.route(request) ?? notFoundReply())),
    )
    await listen(issuing, options.signInPort ?? 0)
  }
  serving.on('request', (req, res) =>
    answer(req, res, (request) => {
      const reply = issuing === serving ? signIn.route(request) : null
      return reply ? send(res, reply) : answerMcp(host, { req, res, request })
    }),
  )
  await listen(serving, options.port ?? 0)
  return {
    url: host.origin() + path,
    issuer: issuer(),
    ownClient,
    calls,
    makeToken: (account, scopes = manners.scopes) => tokens.make({ account, scopes }, vendor.handPrefix),
    expireTokens: tokens.expireAll,
    endGrants: signIn.grants.endAll,
    close: async () => {
      await Promise.all([...new Set([issuing, serving])].map(stop))
    },
  }
}

type Host<Data> = { vendor: Vendor<Data>; origin(): string; issuer(): string; calls: VendorServer['calls'] }
type Asked = { req: IncomingMessage; res: ServerResponse; request: HttpRequest }

async function answer(req: IncomingMessage, res: ServerResponse, handle: (request: HttpRequest) => unknown) {
  try {
    const request = await readRequest(req)
    if (request) await handle(request)
    else send(res, jsonReply(413, { error: 'payload_too_large' }))
  } catch (error) {
    if (!res.headersSent) send(res, jsonReply(500, { error: 'internal_error', error_description: String(error) }))
  }
}

async function answerMcp<Data>(host: Host<Data>, { req, res, request }: Asked): Promise<void> {
  const { vendor, origin, issuer } = host
  const at = toPathname(request.path)
  if (at.startsWith('/.well-known/oauth-protected-resource')) {
    const resource = vendor.toResource(origin())
    return send(res, resource ? jsonReply(200, { resource, authorization_servers: [issuer()] }) : notFoundReply())
  }
  if (at !== vendor.path) return send(res, notFoundReply())
  const token = /^Bearer +(.+)$/.exec(req.headers.authorization ?? '')?.[1]
  const bearer = token === undefined ? null : vendor.tokens.find(token)
  if (token !== undefined && vendor.refuseKind) {
    const refused = vendor.refuseKind(token)
    if (refused) return send(res, jsonReply(200, { jsonrpc: '2.0', id: idOf(request), error: refused }))
  }
  if (!bearer) return send(res, toChallenge(host, token))
  const missing = findTool(vendor, request)
  if (lacks(missing, bearer)) return send(res, toMissingScope(host, missing?.scope ?? ''))
  await converse(host, bearer, { req, res, request })
}

function findTool<Data>({ tools }: Vendor<Data>, { body: { json } }: HttpRequest): Tool<Data> | undefined {
  if (!isRecord(json) || json.method !== 'tools/call' || !isRecord(json.params)) return undefined
  const { name } = json.params
  return tools.find(({ definition }) => definition.name === name)
}

function idOf({ body: { json } }: HttpRequest): unknown {
  return isRecord(json) ? (json.id ?? null) : null
}

function toChallenge<Data>({ vendor, origin }: Host<Data>, token: string | undefined): Reply {
  const where = vendor.toResource(origin()) && `resource_metadata="${origin()}/.well-known/oauth-protected-resource"`
  const error = token === undefined ? null : 'error="invalid_token"'
  const headers = { 'www-authenticate': `Bearer ${[where, error].filter(Boolean).join(', ') || 'realm="OAuth"'}` }
  return jsonReply(401, vendor.unauthorized(token), headers)
}

function toMissingScope<Data>({ origin }: Host<Data>, scope: string): Reply {
  const where = `${origin()}/.well-known/oauth-protected-resource`
  const challenge = `Bearer error="insufficient_scope", scope="${scope}", resource_metadata="${where}"`
  return jsonReply(403, { error: 'insufficient_scope' }, { 'www-authenticate': challenge })
}

async function converse<Data>({ vendor, calls }: Host<Data>, { account }: Bearer, { req, res, request }: Asked) {
  const server = new McpServer({ name: vendor.name, version: '1.0.0' }, { capabilities: { tools: {} } })
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: vendor.tools.map(({ definition }) => definition) }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = vendor.tools.find(({ definition }) => definition.name === params.name)
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${params.name}`)
    calls.push({ account, tool: params.name })
    return tool.call(vendor.dataOf(account), params.arguments ?? {})
  })
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true })
  res.on('close', () => void server.close())
  await server.connect(transport)
  await transport.handleRequest(req, res, request.body.json)
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers)
  response.end(body)
}
