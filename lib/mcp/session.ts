/**
 * A conversation with a server of either family: found out which, opened, spoken in, closed. Raw JSON-RPC instead of the
 * SDKs' clients: those throw on one odd tool, drop unknown fields, and cannot be held to a number of bytes.
 * The modern question (`server/discover`) comes first; a server that does not know it is asked in the legacy way.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/lifecycle
 */
import { isOutboundError } from '#lib/http/errors.ts'
import { isObject, type JsonObject, type RpcRequest, rpcRequest } from './json-rpc.ts'
import { discoverTimeoutMs, nameCharsMax } from './limits.ts'
import { newRpcId } from './new-rpc-id.ts'
import { toPlainText } from './plain-text.ts'
import { notifyServer, type Peer, postMessage, type Reply, sayGoodbye } from './post-message.ts'
import {
  clientInfo,
  type Era,
  encodeHeader,
  latestLegacyVersion,
  legacyVersions,
  mcpHeaders,
  metaKeys,
  modernErrors,
  modernVersion,
  namedParam,
  rpcErrors,
} from './protocol.ts'

export type Session = {
  era: Era
  version: string
  serverName?: string
  capabilities: JsonObject
  instructions?: string
  /** What to send with every further request. */
  headers: Record<string, string>
}

/** What a request within a session needs of it. */
export type InSession = Pick<Session, 'era' | 'headers' | 'capabilities'>

export type Opening = { ok: true; session: Session } | { ok: false; reply: Reply }

/** Throws `OutboundError` when nothing answers. An answer that is no session comes back as it is. */
export async function openSession(peer: Peer): Promise<Opening> {
  const discovery = await discoverOrNothing(peer)
  if (discovery && isFinal(discovery)) return { ok: false, reply: discovery }

  const session = discovery && toModernSession(discovery)
  if (session) return { ok: true, session: (await speaksLegacyToo(peer)) ? { ...session, era: 'dual' } : session }

  const opening = await openLegacy(peer)
  const isModernRefusal =
    discovery?.response && 'error' in discovery.response && modernErrors.has(discovery.response.error.code)
  return !opening.ok && isModernRefusal ? { ok: false, reply: discovery } : opening
}

/** One request within the session. Throws `OutboundError`. */
export function callSession(peer: Peer, session: InSession, method: string, params: JsonObject = {}): Promise<Reply> {
  const message = rpcRequest(newRpcId(), method, params)
  return session.era === 'legacy' ? postMessage(peer, message, { headers: session.headers }) : postModern(peer, message)
}

export async function closeSession(peer: Peer, session: Session): Promise<void> {
  if (session.headers[mcpHeaders.sessionId]) await sayGoodbye(peer, session.headers)
}

/** `capabilities`: what the client is able to do. */
export async function openLegacy(peer: Peer, capabilities: JsonObject = {}): Promise<Opening> {
  let version: string = latestLegacyVersion
  const tried = new Set<string>()
  for (;;) {
    tried.add(version)
    const params = { protocolVersion: version, capabilities, clientInfo }
    const reply = await postMessage(peer, rpcRequest(newRpcId(), 'initialize', params))
    const session = toLegacySession(reply)
    if (session) {
      await notifyServer(peer, { jsonrpc: '2.0', method: 'notifications/initialized' }, session.headers)
      return { ok: true, session }
    }
    const older = legacyVersions.find((known) => !tried.has(known) && isOffered(known, reply))
    if (!older) return { ok: false, reply }
    version = older
  }
}

/** What is asked of a modern server stands by itself; this asks only what it says of itself. */
async function openModern(peer: Peer): Promise<Opening> {
  const reply = await discover(peer)
  const session = toModernSession(reply)
  return session ? { ok: true, session } : { ok: false, reply }
}

/** For a server that was looked at before: `era` is what was found then. */
export async function openAsKnown(peer: Peer, era: Era | null): Promise<Opening> {
  const isModern = era === 'modern' || era === 'dual'
  const opening = await (isModern ? openModern(peer) : openLegacy(peer))
  if (opening.ok || isFinal(opening.reply)) return opening
  const changed = await (isModern ? openLegacy(peer) : openIfModern(peer, opening.reply))
  return changed?.ok ? changed : opening
}

async function openIfModern(peer: Peer, { response }: Reply): Promise<Opening | null> {
  const isModern = response && 'error' in response && modernErrors.has(response.error.code)
  return isModern ? openModern(peer) : null
}

function toLegacySession({ response, headers: received }: Reply): Session | null {
  const result = response && 'result' in response ? response.result : null
  const version = result?.protocolVersion
  if (!result || typeof version !== 'string' || !/^[\w.-]{1,40}$/.test(version)) return null
  const id = received.get(mcpHeaders.sessionId)
  const headers = { [mcpHeaders.protocolVersion]: version, ...(id && { [mcpHeaders.sessionId]: id }) }
  return { era: 'legacy', version, headers, ...introduction(result, result.serverInfo) }
}

/** A server that refuses a version may say which it takes; one that only says that it is about the version is asked for each. */
function isOffered(version: string, reply: Reply): boolean {
  const { status, contentType, response, text } = reply
  if (!response) return status === 400 && contentType !== 'text/html' && aboutVersion.test(text)
  if (!('error' in response)) return false
  const { code, message, data } = response.error
  const { supported, supportedVersions } = isObject(data) ? data : {}
  const named = [supported, supportedVersions].find(Array.isArray)
  if (named) return named.includes(version)
  return code === rpcErrors.invalidParams || (!modernErrors.has(code) && aboutVersion.test(message))
}

const aboutVersion = /version/i

/** Null: the question was left unanswered, as servers do that expect `initialize` first. */
async function discoverOrNothing(peer: Peer): Promise<Reply | null> {
  try {
    return await discover(peer, Math.min(discoverTimeoutMs, Math.ceil(peer.timeoutMs / 3)))
  } catch (error) {
    if (isOutboundError(error) && error.reason === 'timeout' && !peer.isOver()) return null
    throw error
  }
}

function discover(peer: Peer, timeoutMs?: number): Promise<Reply> {
  return postModern(peer, rpcRequest(newRpcId(), 'server/discover'), timeoutMs)
}

/** Says something about the server whatever it is asked: sign-in, rate, an outage in front of it. */
function isFinal({ status }: Reply): boolean {
  return [401, 403, 429, 502, 503, 504].includes(status)
}

function postModern(peer: Peer, message: RpcRequest, timeoutMs?: number): Promise<Reply> {
  const meta = {
    [metaKeys.protocolVersion]: modernVersion,
    [metaKeys.clientInfo]: clientInfo,
    [metaKeys.clientCapabilities]: {},
  }
  const name = message.params?.[namedParam.get(message.method) ?? '']
  const headers = {
    [mcpHeaders.protocolVersion]: modernVersion,
    [mcpHeaders.method]: message.method,
    ...(typeof name === 'string' && { [mcpHeaders.name]: encodeHeader(name) }),
  }
  const withMeta = { ...message, params: { ...message.params, _meta: meta } }
  return postMessage(peer, withMeta, { headers, ...(timeoutMs && { timeoutMs }) })
}

function toModernSession({ response }: Reply): Session | null {
  if (!response || 'error' in response) return null
  const { supportedVersions, _meta } = response.result
  if (!Array.isArray(supportedVersions) || !supportedVersions.includes(modernVersion)) return null

  const info = isObject(_meta) ? _meta[metaKeys.serverInfo] : undefined
  return { era: 'modern', version: modernVersion, headers: {}, ...introduction(response.result, info) }
}

async function speaksLegacyToo(peer: Peer): Promise<boolean> {
  try {
    const opening = await openLegacy(peer)
    if (opening.ok) await closeSession(peer, opening.session)
    return opening.ok
  } catch (error) {
    if (isOutboundError(error)) return false
    throw error
  }
}

type Introduction = Pick<Session, 'serverName' | 'capabilities' | 'instructions'>

function introduction({ capabilities, instructions }: JsonObject, info: unknown): Introduction {
  const named = isObject(info)
    ? [info.title, info.name].find((name) => typeof name === 'string' && name !== '')
    : undefined
  return {
    ...(typeof named === 'string' && { serverName: toPlainText(named, nameCharsMax) }),
    capabilities: isObject(capabilities) ? capabilities : {},
    ...(typeof instructions === 'string' && instructions !== '' && { instructions }),
  }
}
