/** The text language of the `search` tool: `key:value` and `key:operator:value`, joined with AND. */

import { assertOperator, fieldsOf, type ObjectType, type Operator } from './fields.ts'
import { QueryError } from './query-error.ts'

export interface Filter {
  field: string
  operator: Operator
  value: string
}

export interface ParsedQuery {
  objectType: ObjectType
  filters: Filter[]
  limit: number
  startingAfter: string | null
}

export const limitDefault = 5
export const limitMax = 150
const controlKeys = ['object_type', 'limit', 'starting_after'] as const

interface Token {
  key: string
  operator: string | null
  value: string
}

export function parseQuery(query: string): ParsedQuery {
  const tokens = splitTokens(query).map(parseToken)
  const objectType = toObjectType(takeControl(tokens, 'object_type'))
  const filters = tokens.filter((token) => !isControl(token.key)).map((token) => toFilter(objectType, token))
  return {
    objectType,
    filters,
    limit: toLimit(takeControl(tokens, 'limit')),
    startingAfter: takeControl(tokens, 'starting_after'),
  }
}

/** Splits at spaces outside double quotes. The quotes stay, so that a quoted colon is no separator. */
function splitTokens(query: string): string[] {
  const tokens = query.match(/(?:[^\s"]|"[^"]*")+|"/g) ?? []
  if (tokens.some((token) => token === '"')) throw new QueryError('Unclosed quote in query')
  return tokens
}

function parseToken(token: string): Token {
  const parts = /^([^\s":]+):(?:([^\s":]+):)?("[^"]*"|[^\s":]+)$/.exec(token)
  const [, key, operator, value] = parts ?? []
  if (key === undefined || value === undefined) {
    throw new QueryError(
      `Cannot read '${token}'. Write key:value or key:operator:value, with quotes around spaces and colons`,
    )
  }
  return { key, operator: operator ?? null, value: value.startsWith('"') ? value.slice(1, -1) : value }
}

function isControl(key: string): boolean {
  return controlKeys.some((control) => control === key)
}

function takeControl(tokens: readonly Token[], key: (typeof controlKeys)[number]): string | null {
  const found = tokens.filter((token) => token.key === key)
  if (found.length > 1) throw new QueryError(`'${key}' may be given only once`)
  const [token] = found
  if (token?.operator != null && token.operator !== 'eq') {
    throw new QueryError(`Unsupported operator '${token.operator}' for field '${key}'`)
  }
  return token?.value ?? null
}

function toObjectType(value: string | null): ObjectType {
  if (value === 'conversations' || value === 'contacts') return value
  throw new QueryError('Query must specify object_type:conversations or object_type:contacts')
}

function toLimit(value: string | null): number {
  if (value === null) return limitDefault
  const limit = /^\d+$/.test(value) ? Number(value) : 0
  if (limit < 1 || limit > limitMax) throw new QueryError(`limit must be a whole number between 1 and ${limitMax}`)
  return limit
}

function toFilter(objectType: ObjectType, token: Token): Filter {
  const field = fieldsOf(objectType).find(token.key)
  if (field === undefined) {
    const supported = fieldsOf(objectType).names.join(', ')
    throw new QueryError(`Unknown field '${token.key}' for ${objectType}. Supported fields: ${supported}`)
  }
  const operator = token.operator ?? 'eq'
  assertOperator(token.key, field, operator)
  return { field: token.key, operator, value: token.value }
}
