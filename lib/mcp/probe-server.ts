/**
 * Looks at a server without any credential and says in four lines what was found: address, TLS, how it asks for a
 * sign-in, and, where it answers without one, what it speaks and offers. Never throws for what a server does; a session
 * that was opened is closed. What the server says about itself is shown, never believed.
 */
import { isOutboundError, type OutboundError } from '#lib/http/errors.ts'
import { type Challenge, describeChallenge, findChallenge } from './challenge.ts'
import { describeAnswer } from './describe-answer.ts'
import { hasSseEndpoint } from './find-sse-endpoint.ts'
import { connect, type PeerOptions, type ProbedPeer } from './peer.ts'
import type { Reply } from './post-message.ts'
import { probeConnection } from './probe-connection.ts'
import { failed, ok, type ProbeLine, skipped } from './probe-line.ts'
import type { Era } from './protocol.ts'
import { closeSession, openSession, type Session } from './session.ts'
import { listTools } from './tools/list-tools.ts'
import { type ToolListing, toToolListings } from './tools/tool-listing.ts'

export type ProbeReport = {
  lines: ProbeLine[]
  reach: 'reachable' | 'asks_sign_in' | 'unreachable' | 'not_mcp'
  /** The sentence of the line that failed. */
  reason?: string
  era?: Era
  mcpVersion?: string
  serverName?: string
  tools?: ToolListing[]
  /** Unknown also behind a sign-in that comes before everything else. */
  transport: 'streamable-http' | 'sse-only' | 'unknown'
}

type Findings = Omit<ProbeReport, 'lines' | 'reason'> & { signIn: ProbeLine; mcp: ProbeLine }

/** `isOpen`: the address takes a value of each person, so that nothing can be asked there without one. */
export async function probeServer(
  url: string,
  { isOpen = false, ...options }: PeerOptions & { isOpen?: boolean },
): Promise<ProbeReport> {
  const peer = connect(url, {}, options)
  try {
    const { address, tls, isSound } = await probeConnection(url, { ...options, signal: peer.signal })
    const { signIn, mcp, ...findings } = !isSound ? notAsked : isOpen ? needsValues : await probeMcp(peer)
    const lines = [address, tls, signIn, mcp]
    const reason = lines.find(({ state }) => state === 'failed')?.detail
    return { ...findings, lines, ...(reason && { reason }) }
  } finally {
    await peer.close()
  }
}

const notAsked: Findings = {
  reach: 'unreachable',
  transport: 'unknown',
  signIn: skipped('sign_in', 'Not asked: the server was not reached.'),
  mcp: skipped('mcp', 'Not asked: the server was not reached.'),
}

const needsValues: Findings = {
  reach: 'asks_sign_in',
  transport: 'unknown',
  signIn: skipped('sign_in', 'Its address takes a value of each person: nobody can ask there without one.'),
  mcp: skipped('mcp', 'Version and tools show once someone has given theirs.'),
}

async function probeMcp(peer: ProbedPeer): Promise<Findings> {
  const started = performance.now()
  try {
    const opening = await openSession(peer)
    if (!opening.ok) return await explainAnswer(peer, opening.reply, started)
    return await probeTools(peer, opening.session, started)
  } catch (error) {
    if (!isOutboundError(error)) throw error
    return explainError(error, started)
  }
}

async function probeTools(peer: ProbedPeer, session: Session, started: number): Promise<Findings> {
  const { era, version, serverName } = session
  const known = { era, mcpVersion: version, ...(serverName && { serverName }) }
  const listing = performance.now()
  try {
    const list = await listTools(peer, session)
    if (!list.ok) return { ...(await explainAnswer(peer, list.reply, started)), ...known, transport: 'streamable-http' }

    const name = serverName ? `${serverName} speaks` : 'It speaks'
    const tools = toToolListings(list.tools)
    const count = tools.length === 1 ? 'one tool' : `${tools.length} tools`
    return {
      ...known,
      reach: 'reachable',
      transport: 'streamable-http',
      tools,
      signIn: { ...ok('sign_in', 'Answers without a sign-in.', started), ms: Math.round(listing - started) },
      mcp: ok('mcp', `${name} MCP ${version}${era === 'dual' ? ' and older versions' : ''} and has ${count}.`, listing),
    }
  } finally {
    await closeSession(peer, session)
  }
}

async function explainAnswer(peer: ProbedPeer, reply: Reply, started: number): Promise<Findings> {
  const { kind, detail, advice } = describeAnswer(reply)
  const challenge = findChallenge(reply.headers.get('www-authenticate'))
  if (kind === 'sign_in' || (kind === 'forbidden' && (challenge || reply.contentType !== 'text/html'))) {
    return asksSignIn(reply.status, challenge, started)
  }
  if (kind === 'not_mcp' && (await hasSseEndpoint(peer))) return sseOnly(started)

  const isOutage = kind === 'unavailable' || kind === 'rate_limited' || kind === 'forbidden'
  return {
    reach: isOutage ? 'unreachable' : 'not_mcp',
    transport: 'unknown',
    signIn: skipped('sign_in', 'Not known: no MCP server answered.'),
    mcp: failed('mcp', { message: detail, advice }, started),
  }
}

function asksSignIn(status: number, challenge: Challenge | null, started: number): Findings {
  return {
    reach: 'asks_sign_in',
    transport: 'unknown',
    signIn: ok('sign_in', `Answers ${status} ${describeChallenge(challenge)}.`, started),
    mcp: skipped('mcp', 'Version and tools show once someone has signed in.'),
  }
}

function sseOnly(started: number): Findings {
  const message = 'The server speaks only the old SSE transport, which Jetway does not.'
  const advice = 'Ask whoever runs the server for its Streamable HTTP address; it often ends in /mcp.'
  return {
    reach: 'not_mcp',
    transport: 'sse-only',
    signIn: ok('sign_in', 'Answers without a sign-in.', started),
    mcp: failed('mcp', { message, advice }, started),
  }
}

function explainError(error: OutboundError, started: number): Findings {
  const isAnswer = error.reason === 'too_large' || error.reason === 'redirect' || error.reason === 'protocol'
  return {
    reach: isAnswer ? 'not_mcp' : 'unreachable',
    transport: 'unknown',
    signIn: skipped('sign_in', 'Not known: no MCP server answered.'),
    mcp: failed('mcp', error, started),
  }
}
