/**
 * What keeps the database from working, in a sentence for whoever waits for an answer. What the embedded database
 * suffers from is known to the server's module graph, and asked for in both.
 */
import { sqlStateOf } from './sql-state.ts'

const slot = Symbol.for('jetway.database-trouble')
const shared = globalThis as typeof globalThis & { [slot]?: string | null }

export const diskRefuses =
  'The disk that holds Jetway’s database is full or cannot be written. Nothing was changed. Ask whoever runs Jetway to make room on it, then try again.'

export const isInterrupted =
  'Jetway’s database was interrupted and is being opened again. Nothing was changed. Please try again in a minute.'

const mayNotWrite =
  'Jetway may not write to its database. Nothing was changed. Ask whoever runs Jetway to see that its disk is not read-only and that its user may write there, then try again.'

/** What Postgres says where a disk is full, and where a file, or a table, may not be written. */
const bySqlState = new Map([
  ['53100', diskRefuses],
  ['42501', mayNotWrite],
])

/** Said to everybody until it is over (null). */
export function noteTrouble(sentence: string | null): void {
  shared[slot] = sentence
}

/** Null when the database is not to blame for an error, as far as anybody knows. */
export function sayTrouble(error: unknown): string | null {
  return bySqlState.get(sqlStateOf(error) ?? '') ?? shared[slot] ?? null
}
