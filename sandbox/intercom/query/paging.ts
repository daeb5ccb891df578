import type { Table } from '../data/table.ts'
import { limitDefault, limitMax } from './parse.ts'
import { QueryError } from './query-error.ts'

export interface Pages {
  type: 'pages'
  page: number
  per_page: number
  total_pages: number
  next?: { page: number; starting_after: string }
}

export interface CursorPage<Row> {
  rows: Row[]
  pages: Pages
}

export interface PageRequest {
  perPage: number
  startingAfter: string | null
}

export function toPerPage(value: number | undefined): number {
  const perPage = value ?? limitDefault
  if (Number.isInteger(perPage) && perPage >= 1 && perPage <= limitMax) return perPage
  throw new QueryError(`per_page must be a whole number between 1 and ${limitMax}`)
}

/** A cursor names the last row already seen, so it keeps its place while rows are added or changed. */
export function pageByCursor<Row extends { id: string }>(
  table: Table<Row>,
  matching: readonly Row[],
  { perPage, startingAfter }: PageRequest,
): CursorPage<Row> {
  const cursor = startingAfter === null ? { page: 1, position: -1 } : openCursor(table, startingAfter)
  const first = matching.findIndex((row) => table.position(row.id) > cursor.position)
  const rows = first === -1 ? [] : matching.slice(first, first + perPage)
  const last = rows.at(-1)
  const hasMore = first !== -1 && last !== undefined && first + perPage < matching.length
  const pages: Pages = {
    type: 'pages',
    page: cursor.page,
    per_page: perPage,
    total_pages: Math.max(1, Math.ceil(matching.length / perPage)),
  }
  if (hasMore) pages.next = { page: cursor.page + 1, starting_after: sealCursor(cursor.page + 1, last.id) }
  return { rows, pages }
}

function sealCursor(page: number, id: string): string {
  return `cursor_${Buffer.from(`${page}.${id}`).toString('base64url')}`
}

function openCursor<Row extends { id: string }>(table: Table<Row>, cursor: string): { page: number; position: number } {
  const content = cursor.startsWith('cursor_') ? Buffer.from(cursor.slice(7), 'base64url').toString() : ''
  const [, page, id = ''] = /^(\d+)\.(\w+)$/.exec(content) ?? []
  const position = table.position(id)
  if (page === undefined || position === -1) throw new QueryError('Invalid starting_after cursor')
  return { page: Number(page), position }
}

export interface NumberedPage<Row> {
  rows: Row[]
  totalCount: number
  pages: { type: 'pages'; page: number; per_page: number; total_pages: number }
}

export function pageByNumber<Row>(rows: readonly Row[], page: number, perPage: number): NumberedPage<Row> {
  const start = (page - 1) * perPage
  return {
    rows: rows.slice(start, start + perPage),
    totalCount: rows.length,
    pages: { type: 'pages', page, per_page: perPage, total_pages: Math.max(1, Math.ceil(rows.length / perPage)) },
  }
}
