/**
 * Opens a conversation with a server of either family, finds out which, and closes it again. Raw JSON-RPC instead of the
 * SDKs' clients: those throw on one odd tool, drop unknown fields, and cannot be held to a number of bytes.
 * The modern question (`server/discover`) comes first; a server that does not know it is asked in the legacy way.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/lifecycle
 */
import { isOutboundError } from '#lib/http/errors.ts'
import { isObject, type JsonObject, type RpcRequest, rpcRequest } from './json-rpc.ts'
import { discoverTimeoutMs, nameCharsMax } from './limits.ts'
import { type Link, sayGoodbye } from './link.ts'
import { toPlainText } from './plain-text.ts'
import { notifyServer, type PostAnswer, postMessage } from './post-message.ts'
import {
  type Era,
  latestLegacyVersion,
  mcpHeaders,
  metaKeys,
  modernErrors,
  modernVersion,
  namedParam,
} from './protocol.ts'

export type Session = {
  era: Era
  version: string
  serverName?: string
  hasTools: boolean
  /** What to send with every further request. */
  headers: Record<string, string>
}

export type Opening = { ok: true; session: Session } | { ok: false; answer: PostAnswer }

const clientInfo = { name: 'jetway', version: '1' }

/** Throws `OutboundError` when nothing answers. An answer that is no session comes back as it is. */
export async function openSession(link: Link): Promise<Opening> {
  const discovery = await discover(link)
  if (discovery && isFinal(discovery)) return { ok: false, answer: discovery }

  const session = discovery && toModernSession(discovery)
  if (session) return { ok: true, session: (await speaksLegacyToo(link)) ? { ...session, era: 'dual' } : session }

  const opening = await initialize(link)
  const isModernRefusal =
    discovery?.response && 'error' in discovery.response && modernErrors.has(discovery.response.error.code)
  return !opening.ok && isModernRefusal ? { ok: false, answer: discovery } : opening
}

/** One request within the session. Throws `OutboundError`. */
export function callSession(link: Link, session: Session, message: RpcRequest): Promise<PostAnswer> {
  return session.era === 'legacy' ? postMessage(link, message, { headers: session.headers }) : postModern(link, message)
}

export async function closeSession(link: Link, session: Session): Promise<void> {
  if (session.headers[mcpHeaders.sessionId]) await sayGoodbye(link, session.headers)
}

/** Null: the question was left unanswered, as servers do that expect `initialize` first. */
async function discover(link: Link): Promise<PostAnswer | null> {
  try {
    return await postModern(
      link,
      rpcRequest('discover', 'server/discover'),
      Math.min(discoverTimeoutMs, Math.ceil(link.timeoutMs / 3)),
    )
  } catch (error) {
    if (isOutboundError(error) && error.reason === 'timeout' && !link.signal.aborted) return null
    throw error
  }
}

/** Says something about the server whatever it is asked: sign-in, rate, an outage in front of it. */
function isFinal({ status }: PostAnswer): boolean {
  return [401, 403, 429, 502, 503, 504].includes(status)
}

function postModern(link: Link, message: RpcRequest, timeoutMs?: number): Promise<PostAnswer> {
  const meta = {
    [metaKeys.protocolVersion]: modernVersion,
    [metaKeys.clientInfo]: clientInfo,
    [metaKeys.clientCapabilities]: {},
  }
  const name = message.params?.[namedParam.get(message.method) ?? '']
  const headers = {
    [mcpHeaders.protocolVersion]: modernVersion,
    [mcpHeaders.method]: message.method,
    ...(typeof name === 'string' && { [mcpHeaders.name]: name }),
  }
  const withMeta = { ...message, params: { ...message.params, _meta: meta } }
  return postMessage(link, withMeta, { headers, ...(timeoutMs && { timeoutMs }) })
}

function toModernSession({ response }: PostAnswer): Session | null {
  if (!response || 'error' in response) return null
  const { supportedVersions, _meta } = response.result
  if (!Array.isArray(supportedVersions) || !supportedVersions.includes(modernVersion)) return null

  const info = isObject(_meta) ? _meta[metaKeys.serverInfo] : undefined
  return { era: 'modern', version: modernVersion, headers: {}, ...introduction(response.result, info) }
}

async function speaksLegacyToo(link: Link): Promise<boolean> {
  try {
    const opening = await initialize(link)
    if (opening.ok) await closeSession(link, opening.session)
    return opening.ok
  } catch (error) {
    if (isOutboundError(error)) return false
    throw error
  }
}

async function initialize(link: Link): Promise<Opening> {
  const params = { protocolVersion: latestLegacyVersion, capabilities: {}, clientInfo }
  const answer = await postMessage(link, rpcRequest('initialize', 'initialize', params))
  const result = answer.response && 'result' in answer.response ? answer.response.result : null
  const version = result?.protocolVersion
  if (!result || typeof version !== 'string' || !/^[\w.-]{1,40}$/.test(version)) return { ok: false, answer }

  const id = answer.headers.get(mcpHeaders.sessionId)
  const headers = { [mcpHeaders.protocolVersion]: version, ...(id && { [mcpHeaders.sessionId]: id }) }
  const session: Session = { era: 'legacy', version, headers, ...introduction(result, result.serverInfo) }
  await announce(link, session)
  return { ok: true, session }
}

/** Some servers refuse this notification and work all the same; what matters shows in the next request. */
async function announce(link: Link, session: Session): Promise<void> {
  try {
    await notifyServer(link, { jsonrpc: '2.0', method: 'notifications/initialized' }, { headers: session.headers })
  } catch (error) {
    if (isOutboundError(error) && !link.signal.aborted) return
    await closeSession(link, session)
    throw error
  }
}

function introduction(result: JsonObject, info: unknown): Pick<Session, 'serverName' | 'hasTools'> {
  const named = isObject(info)
    ? [info.title, info.name].find((name) => typeof name === 'string' && name !== '')
    : undefined
  const { capabilities } = result
  return {
    ...(typeof named === 'string' && { serverName: toPlainText(named, nameCharsMax) }),
    hasTools: isObject(capabilities) && 'tools' in capabilities,
  }
}
