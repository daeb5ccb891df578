/**
 * What an answer means that is not the one hoped for: a closed kind for code, a sentence and advice for people. Goes by
 * status, media type and JSON-RPC code. Holds nothing of the server's own words; `serverWords` gives those separately,
 * as bounded plain text with every sent header value taken out.
 */
import { findChallenge } from './challenge.ts'
import { isObject } from './json-rpc.ts'
import { saidCharsMax } from './limits.ts'
import { createHider, toPlainText } from './plain-text.ts'
import type { Reply } from './post-message.ts'
import { modernErrors, rpcErrors } from './protocol.ts'

export type AnswerKind = 'sign_in' | 'forbidden' | 'rate_limited' | 'unavailable' | 'refused' | 'not_mcp'

export type AnswerMeaning = { kind: AnswerKind; detail: string; advice: string }

const checkPath = 'Check the path of the address; many servers end in /mcp.'
const tryLater = 'Try again in a few minutes.'

export function describeAnswer(answer: Reply): AnswerMeaning {
  const { status, contentType, response } = answer
  if (status === 401) return meaning('sign_in', 'The server asks for a sign-in.', 'Give the headers it needs.')
  if (status === 403) return describeForbidden(contentType)
  if (status === 404 && !response) return meaning('not_mcp', 'There is nothing at this address (404).', checkPath)
  if (status === 405) return meaning('not_mcp', 'The address does not accept requests of this kind (405).', checkPath)
  if (status === 429) return meaning('rate_limited', 'The server gets too many requests just now (429).', tryLater)
  if (status >= 500) return meaning('unavailable', `The server answers with an error of its own (${status}).`, tryLater)
  if (response && 'error' in response) return describeRpcError(response.error.code)
  if (contentType === 'text/html')
    return meaning('not_mcp', 'A web page answers at this address, not an MCP server.', checkPath)
  if (response) return meaning('not_mcp', 'The server answers, but not in the way MCP servers do.', checkPath)
  if (status >= 400)
    return meaning('not_mcp', `The server does not accept MCP requests at this address (${status}).`, checkPath)
  return meaning(
    'not_mcp',
    `The answer is not MCP${contentType === 'application/json' ? ', although it is JSON' : ''}.`,
    checkPath,
  )
}

/** The server's own words about a refusal. Undefined when it gives none. */
export function serverWords(answer: Reply, sent: readonly string[]): string | undefined {
  const challenge = findChallenge(answer.headers.get('www-authenticate'))
  const failure = answer.response && 'error' in answer.response ? answer.response.error.message : undefined
  const { error_description, error, scope } = challenge?.params ?? {}
  // RFC 6750 3.1: the permission that is missing.
  const missing =
    answer.status === 403 && scope
      ? `${error_description ?? error ?? 'insufficient_scope'} (scope: ${scope})`
      : undefined
  const candidates = [missing, error_description, failure, ...wordsOf(answer.body)]
  const words = candidates.find((text) => typeof text === 'string' && text.trim() !== '')
  if (typeof words !== 'string') return undefined

  // Invisible characters go first, or they would cut a value in two and hide it from the hider.
  const hide = createHider(sent)
  return toPlainText(hide(toPlainText(words, saidCharsMax * 4)), saidCharsMax) || undefined
}

function wordsOf(body: unknown): unknown[] {
  if (!isObject(body)) return []
  const { error_description, error, message, detail, title } = body
  return [error_description, isObject(error) ? error.message : undefined, message, detail, error, title]
}

function describeForbidden(contentType: string): AnswerMeaning {
  if (contentType !== 'text/html')
    return meaning('forbidden', 'The server refuses access (403).', 'Check what the account may do.')
  return meaning(
    'forbidden',
    'A web page answers that access is refused (403).',
    'A firewall in front of the server may be keeping Jetway out.',
  )
}

function describeRpcError(code: number): AnswerMeaning {
  if (code === rpcErrors.internalError)
    return meaning('unavailable', 'The server reports an error of its own.', tryLater)
  if (modernErrors.has(code)) {
    return meaning(
      'not_mcp',
      'The server speaks only versions of MCP that Jetway does not know.',
      'Update Jetway, or ask for another address.',
    )
  }
  return meaning(
    'refused',
    'The server understands the request and refuses it.',
    'Read what it says and check the address.',
  )
}

function meaning(kind: AnswerKind, detail: string, advice: string): AnswerMeaning {
  return { kind, detail, advice }
}
