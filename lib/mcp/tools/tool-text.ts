/**
 * A tool as clients of each family may be handed it. What comes is read tolerantly, what goes out is what the official schemas
 * accept: they are asked for judgement only, and every byte they have nothing against stays as it came. What they refuse is
 * mended where that takes nothing away from a caller; a tool that cannot be mended is left out, with the reason.
 * https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool
 */
import { ToolSchema as ModernToolSchema } from '@modelcontextprotocol/core'
import { ToolSchema as LegacyToolSchema } from '@modelcontextprotocol/sdk/types.js'
import { isObject, type JsonObject, parseJson } from '../json-rpc.ts'
import { addMembers, dropMembers, findDouble, membersOf, type Span, splice, valueAt } from '../json-text.ts'
import { isSoundSchema } from './sound-schema.ts'

/** `legacy` and `modern`: its JSON, or null where clients of that family are not shown it. */
export type ToolText = { name: string; legacy: string | null; modern: string | null }

export type ReadTool = { ok: true; tool: ToolText } | { ok: false; name: string; problem: string }

export const olderCannotRead = 'Older clients cannot read its schema.'

const nameCharsMax = 256
const mendingsMax = 30

/** `text`: one item of a list. */
export function readTool(text: string): ReadTool {
  const value = parseJson(text)
  const name = isObject(value) && typeof value.name === 'string' ? value.name : ''
  if (!isObject(value) || name === '') return { ok: false, name, problem: 'It has no name.' }
  if (name.length > nameCharsMax) return { ok: false, name: name.slice(0, 80), problem: 'Its name is too long.' }
  const problem = problemOf(value.inputSchema)
  if (problem) return { ok: false, name, problem }

  const plain = mendInput(unambiguous(text, value))
  const legacy = mend(withoutOdd(plain, { allowsAnyRoot: false }), LegacyToolSchema)
  const modern = mend(withoutOdd(plain, { allowsAnyRoot: true }), ModernToolSchema)
  if (legacy === null && modern === null) return { ok: false, name, problem: 'Its input schema cannot be read.' }
  return { ok: true, tool: { name, legacy, modern } }
}

/** Arguments are always an object; a schema that says otherwise means something that cannot be guessed. */
function problemOf(schema: unknown): string | null {
  if (!isObject(schema) || schema.type === undefined || schema.type === null) return null
  const types = [schema.type].flat()
  return types.includes('object') ? null : `Its input schema is of the type ${JSON.stringify(schema.type)}, not object.`
}

/** Of two members of one name readers choose differently; then it is written anew. */
function unambiguous(text: string, value: JsonObject): string {
  return findDouble(membersOf(text), () => true) === null ? text : JSON.stringify(value)
}

function mendInput(text: string): string {
  const at = valueAt(text, ['inputSchema'])
  if (!at) return splice(text, [addMembers(text, whole(text), { inputSchema: { type: 'object' } })])
  const schema = parseJson(text.slice(at.from, at.to))
  if (!isObject(schema)) return splice(text, [{ ...at, text: '{"type":"object"}' }])
  if ('$schema' in schema && typeof schema.$schema !== 'string')
    return mendInput(drop(text, ['inputSchema', '$schema']))
  if (schema.type === 'object') return text
  const type = valueAt(text, ['inputSchema', 'type'])
  return splice(text, [type ? { ...type, text: '"object"' } : addMembers(text, at, { type: 'object' })])
}

/** An output schema is a promise about results; without it they are read as they come. Older clients know objects only. */
function withoutOdd(text: string, { allowsAnyRoot }: { allowsAnyRoot: boolean }): string {
  const at = valueAt(text, ['outputSchema'])
  if (!at) return text
  const schema = parseJson(text.slice(at.from, at.to))
  const isFit = isObject(schema) && (allowsAnyRoot || schema.type === 'object') && isSoundSchema(schema)
  return isFit ? text : drop(text, ['outputSchema'])
}

type Schema = { safeParse: (value: unknown) => { success: boolean; error?: { issues: { path: PropertyKey[] }[] } } }

/** Drops or replaces what `schema` has something against, until it has nothing; null where that does not help. */
function mend(text: string, schema: Schema): string | null {
  let mended = text
  for (let round = 0; round < mendingsMax; round += 1) {
    const judged = schema.safeParse(parseJson(mended))
    if (judged.success) return mended
    const path = (judged.error?.issues[0]?.path ?? []).map(String)
    const next = path[0] === 'inputSchema' ? mendSchema(mended, path) : drop(mended, toOptional(path))
    if (next === mended) return null
    mended = next
  }
  return null
}

/** A hint that is odd goes alone; of everything else the whole. */
function toOptional(path: string[]): string[] {
  const [member = '', hint] = path
  return member === 'annotations' && hint !== undefined ? [member, hint] : [member]
}

function mendSchema(text: string, [, member = '', property]: string[]): string {
  if (member !== 'properties' && member !== 'required') return text
  if (member === 'required' || property === undefined) return drop(text, ['inputSchema', member])
  const at = valueAt(text, ['inputSchema', member, property])
  if (!at) return text
  const value = text.slice(at.from, at.to)
  // True and false are schemas, which older clients do not know.
  if (value === 'true') return splice(text, [{ ...at, text: '{}' }])
  if (value === 'false') return splice(text, [{ ...at, text: '{"not":{}}' }])
  return text
}

function drop(text: string, path: string[]): string {
  const name = path.at(-1)
  const object = valueAt(text, path.slice(0, -1))
  return object
    ? splice(
        text,
        dropMembers(membersOf(text, object.from), (one) => one === name),
      )
    : text
}

function whole(text: string): Span {
  return { from: text.indexOf('{'), to: text.length }
}
