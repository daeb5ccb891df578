/**
 * Tries headers against the real server: opens a session with them, lists the tools, closes it. Stores nothing.
 * Must stay true: no header value is in any result or error, also when the server echoes it, and nothing is thrown for
 * what a server does; the answer is a closed reason.
 */
import { isOutboundError, type OutboundError, type OutboundReason } from '#lib/http/errors.ts'
import { type AnswerKind, describeAnswer, serverWords } from './describe-answer.ts'
import { isObject } from './json-rpc.ts'
import { connect, type PeerOptions, type ProbedPeer } from './peer.ts'
import { createHider } from './plain-text.ts'
import type { Reply } from './post-message.ts'
import type { Era } from './protocol.ts'
import { closeSession, openSession, type Session } from './session.ts'
import { listTools } from './tools/list-tools.ts'
import { type ToolListing, toToolListings } from './tools/tool-listing.ts'

export type TryFailure = 'rejected' | 'forbidden' | 'unreachable' | 'not_mcp' | 'rate_limited' | 'too_large'

/** `said`: the server's own words, plain and bounded. They are not trusted: show them as a quotation. */
export type TryResult =
  | { ok: true; era: Era; mcpVersion: string; serverName?: string; tools: ToolListing[] }
  | { ok: false; reason: TryFailure; message: string; said?: string }

/** Shorter values are too likely to be ordinary words of a description. */
const echoedCharsMin = 12

type TryOptions = PeerOptions & { secrets?: readonly string[] }

/** `secrets`: what of the address is one. */
export async function tryCredential(url: string, headers: Headers, options: TryOptions): Promise<TryResult> {
  const peer = connect(url, headers, options)
  const values = [...Object.values(headers), ...(options.secrets ?? [])]
  const sent = { values, areLong: values.some(({ length }) => length > longCharsMin) }
  const hide = createHider(values, echoedCharsMin)
  try {
    const opening = await openSession(peer)
    return opening.ok ? await tryTools(peer, opening.session, { sent, hide }) : toFailure(opening.reply, sent)
  } catch (error) {
    if (!isOutboundError(error)) throw error
    const said = hide(sentence(error.message, adviceOf(error)))
    const isCutShort = error.reason === 'reset' && sent.areLong
    return { ok: false, reason: reasonOf(error), message: isCutShort ? `${said} ${tooLong}` : said }
  } finally {
    await peer.close()
  }
}

type Hide = (text: string) => string
type Sent = { values: readonly string[]; areLong: boolean }

/** What a server echoes is hidden, also in a tool's description, which is kept and shown to others. */
async function tryTools(
  peer: ProbedPeer,
  session: Session,
  { sent, hide }: { sent: Sent; hide: Hide },
): Promise<TryResult> {
  try {
    const list = await listTools(peer, session)
    if (!list.ok) return toFailure(list.reply, sent)

    const { era, version, serverName } = session
    const tools = toToolListings(list.tools).map((tool) => hideIn(tool, hide) as ToolListing)
    return { ok: true, era, mcpVersion: hide(version), ...(serverName && { serverName: hide(serverName) }), tools }
  } finally {
    await closeSession(peer, session)
  }
}

function hideIn(value: unknown, hide: Hide): unknown {
  if (typeof value === 'string') return hide(value)
  if (Array.isArray(value)) return value.map((item) => hideIn(item, hide))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [hide(name), hideIn(member, hide)]))
}

const reasons: Record<AnswerKind, TryFailure> = {
  sign_in: 'rejected',
  refused: 'rejected',
  forbidden: 'forbidden',
  rate_limited: 'rate_limited',
  unavailable: 'unreachable',
  not_mcp: 'not_mcp',
}

type Headers = Readonly<Record<string, string>>

function toFailure(answer: Reply, sent: Sent): TryResult {
  const { kind, detail, advice } = describeAnswer(answer)
  const said = serverWords(answer, sent.values)
  if (isRefusedForLength(answer, sent)) {
    // Only these are about what was sent for sure: values that were taken before are not rejected by a 400 of a bad moment.
    const reason = saysTooLong(answer) ? 'rejected' : reasons[kind]
    const message = `The server does not take the request (${answer.status}). ${tooLong}`
    return { ok: false, reason, message, ...(said && { said }) }
  }
  const message =
    kind === 'sign_in'
      ? 'The server does not accept these values (401). Check them and try again.'
      : sentence(detail, advice)
  return { ok: false, reason: reasons[kind], message, ...(said && { said }) }
}

const tooLong = 'The value may be too long for this server.'

/** No server of the field takes less in one header; many take no more than twice as much. */
const longCharsMin = 4_000

/** Of the headers, or of the address. */
function saysTooLong({ status }: Reply): boolean {
  return status === 431 || status === 414
}

/** Of the others only those that servers give before they have read what is asked (nginx and Apache 400). */
function isRefusedForLength(answer: Reply, sent: Sent): boolean {
  return saysTooLong(answer) || (sent.areLong && !answer.response && [400, 413, 494].includes(answer.status))
}

function reasonOf({ reason }: OutboundError): TryFailure {
  if (reason === 'too_large') return 'too_large'
  if (reason === 'redirect') return 'not_mcp'
  if (reason === 'invalid_header') return 'rejected'
  return 'unreachable'
}

/** Whoever gives values can correct them, or wait. The rest is for those who look after the server. */
const forGivers = new Set<OutboundReason>(['invalid_header', 'timeout', 'reset', 'aborted'])

function adviceOf({ reason, advice }: OutboundError): string | undefined {
  if (forGivers.has(reason)) return advice
  return 'That is not about your values: an admin finds what to do on the server’s page.'
}

function sentence(detail: string, advice: string | undefined): string {
  return advice ? `${detail} ${advice}` : detail
}
