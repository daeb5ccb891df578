/**
 * What the head of a server's answer means, and what a server means that gave none: the one place that says what a 401 does.
 * Pure; who hands an answer on asks here first.
 */
import { isOutboundError, type OutboundError, type OutboundReason } from '#lib/http/errors.ts'
import { findChallenge } from '#lib/mcp/challenge.ts'
import { toPlainText } from '#lib/mcp/plain-text.ts'
import { needsSignIn } from './admit.ts'
import type { Upstream } from './memory/upstream.ts'
import { Refusal } from './refusal.ts'
import { gatewayErrors } from './wire/answer.ts'
import { maskText } from './wire/mask.ts'

const scopeCharsMax = 200

/** `challenge`: `WWW-Authenticate`, if the answer has one. */
export type Judged = { status: number; challenge: string | null }

/** Null: the answer may be handed on, whatever its body holds. */
export function judge({ status, challenge }: Judged, upstream: Upstream): Refusal | null {
  const { connection, credential } = upstream
  const { serverName } = connection
  // About the stored values, not about the agent's key: the person gets a way to mend it.
  if (status === 401 && credential) return needsSignIn(connection, 'rejected')
  if (status === 401)
    return forbidden(
      `${serverName} asks for a sign-in that is not set up. Ask the project's owner to check the server's headers.`,
    )
  if (status === 403 && challenge) return notForThis({ status, challenge }, upstream)
  if (status >= 300 && status < 400)
    return upstreamFailed(`${serverName} answered with a redirect, which Jetway does not follow.`)
  return null
}

/**
 * The values hold, and are not enough for what was asked; the server may say what is missing (RFC 6750 3.1). Whoever signed in at
 * its issuer can allow more there.
 */
export function notForThis(judged: Judged, { connection, mask, renew }: Upstream): Refusal {
  const missing = toPlainText(maskText(namedScope(judged), mask), scopeCharsMax)
  if (missing && renew) return needsSignIn(connection, 'too_little', missing)
  const what = missing ? ` It asks for the permission "${missing}".` : ''
  return forbidden(`${connection.serverName} does not allow this with the permissions of the stored sign-in.${what}`)
}

/** Empty where the server names none. */
export function namedScope({ challenge }: Judged): string {
  return findChallenge(challenge)?.params.scope ?? ''
}

/** A server that refused values and cannot be asked whether it meant them. */
export function unsureOfValues(serverName: string): Refusal {
  return upstreamFailed(
    `${serverName} refused the sign-in just now and could not be asked again. Try again in a while.`,
  )
}

/** A request gets a JSON-RPC error it can show; anything without an id gets the HTTP status of a bad gateway. */
export function upstreamFailed(message: string): Refusal {
  return new Refusal({ code: gatewayErrors.upstreamFailed, message, bareStatus: 502, outcome: 'upstream_failed' })
}

export function unreadable(serverName: string): Refusal {
  return upstreamFailed(sentences.protocol?.(serverName) ?? '')
}

/** For an answer that is not what was asked for. */
export function unusable(serverName: string, status: number): Refusal {
  return upstreamFailed(`${serverName} answered in a way that Jetway cannot use (status ${status}).`)
}

/** For a server that could not be reached, was too late, or broke off. */
export function broken({ reason }: OutboundError, serverName: string): Refusal {
  const say = sentences[reason] ?? ((name) => `${name} does not answer at the moment. Try again in a while.`)
  return upstreamFailed(say(serverName))
}

/** What is neither a refusal nor a server's failure is a fault of ours, and goes on. */
export function toRefusal(error: unknown, serverName: string): Refusal {
  if (error instanceof Refusal) return error
  if (isOutboundError(error)) return broken(error, serverName)
  throw error
}

const sentences: Partial<Record<OutboundReason, (serverName: string) => string>> = {
  blocked: (name) => `${name} is at an address that Jetway does not call. Ask an admin to check the server.`,
  proxy: (name) => `${name} cannot be reached through the proxy that Jetway goes out by. Ask whoever runs Jetway.`,
  protocol: (name) => `${name} answered in a way that Jetway cannot read.`,
  too_large: (name) => `${name} answered with more than Jetway reads.`,
  timeout: (name) => `${name} took too long to answer.`,
}

function forbidden(message: string): Refusal {
  return new Refusal({ code: gatewayErrors.forbidden, message, bareStatus: 403 })
}
