import type { Table } from '../data/table.ts'
import { contactFields, conversationFields, type Fields, type Operator } from '../query/fields.ts'
import { createMatcher } from '../query/match.ts'
import { type CursorPage, pageByCursor, toPerPage } from '../query/paging.ts'
import type { Filter } from '../query/parse.ts'
import { readNumber, readRecord, readText } from '../tools/arguments.ts'
import { type Arguments, assertPermission, type ToolContext } from '../tools/context.ts'
import { ToolFailure } from '../tools/failure.ts'

const pagingNames = ['per_page', 'starting_after']
const comparisonOperators: Readonly<Record<string, Operator>> = {
  '<': 'lt',
  '>': 'gt',
  '=': 'eq',
  '!=': 'neq',
  '<=': 'lte',
  '>=': 'gte',
}

export function searchConversations(context: ToolContext, input: Arguments) {
  assertPermission(context, 'read_conversations')
  const filters = toFilters(input, { rename: { ids: 'id' }, partial: ['source_author_name'] })
  const { rows, ...rest } = findPage(context.workspace.conversations, conversationFields, filters, input)
  return { total_in_page: rows.length, conversations: rows, ...rest }
}

export function searchContacts(context: ToolContext, input: Arguments) {
  assertPermission(context, 'read_users_and_companies')
  const { custom_attributes: _attributes, ...plain } = input
  const attributes = Object.entries(readRecord(input, 'custom_attributes') ?? {}).map(
    ([key, value]): Filter => ({ field: `custom_attributes.${key}`, operator: 'eq', value: String(value) }),
  )
  const filters = [...toFilters(plain, { rename: { contact_ids: 'id' }, partial: ['name'] }), ...attributes]
  const { rows, ...rest } = findPage(context.workspace.contacts, contactFields, filters, input)
  return { total_in_page: rows.length, data: rows, ...rest }
}

interface FilterRules {
  rename: Readonly<Record<string, string>>
  /** Parameters that match a part of the text. */
  partial: readonly string[]
}

function toFilters(input: Arguments, { rename, partial }: FilterRules): Filter[] {
  return Object.entries(input)
    .filter(([name, value]) => !pagingNames.includes(name) && value !== undefined)
    .map(([name, value]) => ({
      field: rename[name] ?? name,
      ...toCondition(value, partial.includes(name) ? 'contains' : 'eq'),
    }))
}

function toCondition(value: unknown, operator: Operator): Omit<Filter, 'field'> {
  if (Array.isArray(value)) return { operator: 'in', value: value.join(',') }
  if (typeof value !== 'object' || value === null) return { operator, value: String(value) }
  const comparison = { operator: 'eq', value: '', ...value }
  return { operator: comparisonOperators[comparison.operator] ?? 'eq', value: String(comparison.value) }
}

function findPage<Row extends { id: string }>(
  table: Table<Row>,
  fields: Fields<Row>,
  filters: readonly Filter[],
  input: Arguments,
): CursorPage<Row> & { _note?: string } {
  if (filters.length === 0) throw new ToolFailure('At least one search parameter must be provided')
  const matching = table.rows.filter(createMatcher(fields, filters))
  const page = pageByCursor(table, matching, {
    perPage: toPerPage(readNumber(input, 'per_page')),
    startingAfter: readText(input, 'starting_after') ?? null,
  })
  const cursor = page.pages.next?.starting_after
  if (cursor === undefined) return page
  return { ...page, _note: `More results available. To get the next page, call again with starting_after: ${cursor}` }
}
