/**
 * Whether a server says that it does not know a session: servers say it with many statuses and words, after a restart or when
 * theirs ends. Only an answer that says so counts; a time-out, a cut or an answer that cannot be read proves nothing.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
 */
import { isOutboundError } from '#lib/http/errors.ts'
import { isObject, parseJson } from '#lib/mcp/json-rpc.ts'
import type { Reply } from '#lib/mcp/post-message.ts'
import { rpcErrors } from '#lib/mcp/protocol.ts'
import { answerBytesMax, failureBytesMax } from '../limits.ts'
import { isStream } from '../wire/headers.ts'
import type { Answer } from '../wire/send.ts'

/** Whoever says it so did not read any further. With the others it may be a tool that speaks of sessions of its own. */
const certain = new Set([400, 404, 409, 410, 422])
const possible = new Set([200, 403, 406, 500])
const charsMax = 2_000
const words = /\bsession/i
const isGone =
  /not (be )?found|unknown|invalid|expired|no (valid|such|active)|not (valid|exist|active)|does(n.t| not) exist|terminated|closed|no longer|missing|required/i
const isNotOpened = /not (been |yet )?initiali[sz]ed|before initiali[sz]/i

/**
 * Null where it says so. Otherwise the answer, whatever of it was read. `ask`: anything else in the same session, for what may
 * have been said about something else; a call that ran must not run again.
 */
export async function unlessSessionLost(answer: Answer, ask: () => Promise<Reply>): Promise<Answer | null> {
  const { status } = answer
  if (status === 404) {
    answer.discard()
    return null
  }
  if (!(certain.has(status) || possible.has(status)) || (status === 200 && isStream(answer.headers))) return answer
  const body = await readBounded(answer)
  if (body === null) return { ...answer, read: () => answer.read(0) }
  const mayBe = saysSo(body.toString('utf8', 0, charsMax * 2), status)
  const isLost = mayBe && (certain.has(status) || (await isUnknownTo(ask)))
  return isLost ? null : { ...answer, read: async () => body }
}

async function isUnknownTo(ask: () => Promise<Reply>): Promise<boolean> {
  try {
    const { status, text } = await ask()
    return status === 404 || saysSo(text, status)
  } catch (error) {
    if (isOutboundError(error)) return false
    throw error
  }
}

async function readBounded(answer: Answer): Promise<Buffer | null> {
  try {
    return await answer.read(answer.status === 200 ? answerBytesMax : failureBytesMax)
  } catch (error) {
    if (isOutboundError(error) && error.reason === 'too_large' && answer.status !== 200) return null
    throw error
  }
}

/** A result may hold any words, so with a success only an error of JSON-RPC counts. */
function saysSo(text: string, status: number): boolean {
  if (status === 200 && !/^\s*\{[^{]*"error"/.test(text)) return false
  const json = parseJson(text)
  const error = isObject(json) && isObject(json.error) ? json.error : null
  if (status === 200 && !error) return false
  const said = error ? String(error.message) : text.slice(0, charsMax)
  if (error?.code === rpcErrors.sessionNotFound && words.test(said)) return true
  return isNotOpened.test(said) || (words.test(said) && isGone.test(said))
}
