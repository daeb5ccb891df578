/**
 * One message of a server on its way to the client that called it: which kind it is, and how the client may read it. Every
 * byte that need not change stays as it came. What is no message, or answers something else, is never handed on.
 */
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { isObject, type JsonObject, parseJson } from '#lib/mcp/json-rpc.ts'
import {
  addMembers,
  dropMembers,
  itemsOf,
  membersOf,
  type Splice,
  splice,
  textOf,
  valueAt,
} from '#lib/mcp/json-text.ts'
import { rpcErrors } from '#lib/mcp/protocol.ts'
import { unreadable } from '../judge.ts'
import { errorText, gatewayErrors, type IdText, resultText } from '../wire/answer.ts'

export type FromServer =
  | { kind: 'answer'; text: string; json: JsonObject }
  /** A question to the client. */
  | { kind: 'ask'; id: string; method: string; text: string }
  | { kind: 'told'; method: string; text: string }
  | { kind: 'other' }

/** Throws `Refusal` where it is no message. */
export function readFromServer(written: string, sentId: number, serverName: string): FromServer {
  // A byte order mark is no part of the text (RFC 8259 8.1).
  const text = written.replace(/^\uFEFF/, '')
  const json = parseJson(text)
  if (Array.isArray(json)) return readBatch(text, sentId, serverName)
  if (!isObject(json) || json.jsonrpc !== '2.0') throw unreadable(serverName)
  if (typeof json.method === 'string') {
    const id = valueAt(text, ['id'])
    if (!id) return { kind: 'told', method: json.method, text }
    return { kind: 'ask', id: textOf(text, id), method: json.method, text }
  }
  const isMine = json.id === sentId && (isObject(json.result) || isObject(json.error))
  return isMine ? { kind: 'answer', text, json } : { kind: 'other' }
}

function readBatch(text: string, sentId: number, serverName: string): FromServer {
  for (const span of itemsOf(text)) {
    const one = readFromServer(textOf(text, span), sentId, serverName)
    if (one.kind === 'answer') return one
  }
  return { kind: 'other' }
}

export function outcomeOf({ result, error }: JsonObject): CallOutcome {
  if (error !== undefined) return 'rpc_error'
  return isObject(result) && result.isError === true ? 'tool_error' : 'ok'
}

/** `id`: as the client wrote it. `isCrossing`: the server is of the other family. */
type Reader = { id: IdText; isModern: boolean; isCrossing: boolean; serverName: string }

/** An answer as its client may read it. */
export function toClientAnswer({ text, json }: { text: string; json: JsonObject }, reader: Reader): string {
  const { id, isModern, isCrossing, serverName } = reader
  const { result, error } = json
  if (isObject(error) && isCrossing && !isModern && error.code === rpcErrors.missingClientCapability)
    return cannotBeAsked(id, serverName)
  if (isObject(error)) return isStrictError(error) ? withId(text, id) : errorText({ id, ...toError(error, serverName) })
  if (!isObject(result)) throw unreadable(serverName)
  if (isModern) return withId(text, id, 'resultType' in result ? [] : [addResultType(text)])
  return isCrossing ? toLegacyAnswer(text, result, reader) : withId(text, id)
}

/** What of a failure's body may go on; null where it is no answer to what was asked. */
export function toFailedAnswer(text: string, sentId: number, reader: Reader): string | null {
  const json = parseJson(text)
  if (!isObject(json) || (json.id !== sentId && json.id !== null) || !(isObject(json.error) || isObject(json.result)))
    return null
  return toClientAnswer({ text, json }, reader)
}

function withId(text: string, id: IdText, others: (Splice | null)[] = []): string {
  const at = valueAt(text, ['id'])
  return splice(text, [...(at ? [{ ...at, text: id }] : []), ...others.flatMap((one) => one ?? [])])
}

function addResultType(text: string): Splice | null {
  const at = valueAt(text, ['result'])
  return at && addMembers(text, at, { resultType: 'complete' })
}

/** What only the modern family has is said in words, or left out where nothing is lost. */
function toLegacyAnswer(text: string, result: JsonObject, { id, serverName }: Reader): string {
  if (result.resultType === 'input_required') return cannotBeAsked(id, serverName)
  if (result.resultType !== undefined && result.resultType !== 'complete')
    return sentence(id, `${serverName} answered in a way that only newer clients can follow.`)
  const at = valueAt(text, ['result'])
  const isOdd = 'structuredContent' in result && !isObject(result.structuredContent)
  const members = at && isOdd ? membersOf(text, at.from) : []
  const splices = dropMembers(members, (name) => name === 'structuredContent')
  const own =
    isOdd && !Array.isArray(result.content) ? [{ type: 'text', text: JSON.stringify(result.structuredContent) }] : null
  if (own) return resultText(id, JSON.stringify({ ...result, structuredContent: undefined, content: own }))
  const legacy = withId(text, id, splices)
  const judged = CallToolResultSchema.safeParse(isOdd ? { ...result, structuredContent: undefined } : result)
  return judged.success ? legacy : sentence(id, `${serverName} answered in a form that only newer clients know.`)
}

function cannotBeAsked(id: IdText, serverName: string): string {
  return sentence(id, `${serverName} asks for something that only newer clients can be asked for. Nothing was done.`)
}

function sentence(id: IdText, text: string): string {
  return resultText(id, JSON.stringify({ isError: true, content: [{ type: 'text', text }] }))
}

function isStrictError({ code, message }: JsonObject): boolean {
  return Number.isSafeInteger(code) && typeof message === 'string'
}

function toError({ code, message }: JsonObject, serverName: string): { code: number; message: string } {
  return {
    code: Number.isSafeInteger(code) ? Number(code) : gatewayErrors.upstreamFailed,
    message: typeof message === 'string' ? message : `${serverName} reports an error without saying which.`,
  }
}
