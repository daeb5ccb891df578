/** What an agent is told when a server could not be reached or answered oddly; never the server's address or headers. */
import type { ServerResponse } from 'node:http'
import { answerError, gatewayErrors } from './answer.ts'
import type { Message } from './read-message.ts'

/** A request gets a JSON-RPC error it can show; anything without an id gets the HTTP status of a bad gateway. */
export function answerUpstreamFailure(res: ServerResponse, message: Message | null, sentence: string): void {
  const id = message?.id ?? null
  answerError(res, id === null ? 502 : 200, { id, code: gatewayErrors.upstreamFailed, message: sentence })
}

export function redirectSentence(serverName: string): string {
  return `${serverName} answered with a redirect, which Jetway does not follow.`
}

export function unreadableSentence(serverName: string): string {
  return `${serverName} answered in a way that Jetway cannot read.`
}

function failureSentence(serverName: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EBLOCKED')
    return `${serverName} is at an address that Jetway does not call. Ask an admin to check the server.`
  if (code === 'EPROXY')
    return `${serverName} cannot be reached through the proxy that Jetway goes out by. Ask whoever runs Jetway.`
  if (code === 'EPROTOCOL') return unreadableSentence(serverName)
  if (code === 'ETOO_LARGE') return `${serverName} answered with more than Jetway reads.`
  if (error instanceof Error && error.message.includes('deadline')) return `${serverName} took too long to answer.`
  return `${serverName} does not answer at the moment. Try again in a while.`
}

/** Ends a call whose upstream broke: with a sentence, or, where the answer is already on its way, by cutting it. */
export function answerBrokenUpstream(
  res: ServerResponse,
  message: Message | null,
  { serverName, error }: { serverName: string; error: unknown },
): void {
  if (!res.headersSent) answerUpstreamFailure(res, message, failureSentence(serverName, error))
  else if (!res.writableEnded) res.destroy()
}
