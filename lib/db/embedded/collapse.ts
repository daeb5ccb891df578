/**
 * Postgres ends itself when it cannot go on (a PANIC: no room for its log, no memory). In WebAssembly that is an exception,
 * which PGlite 0.5 swallows in a loop that never ends. Seen here first, where the loop asks for its next turn.
 */
import type { PGlite } from '@electric-sql/pglite'

/** How PGlite knows an ordinary error of a query, after which the loop goes on. */
const ordinaryError = 100

/** Calls `end`, which must not give back control, when Postgres has ended. What it had acknowledged is in its files. */
export function onCollapse(database: PGlite, end: () => void): void {
  const postgres = database.Module
  const next = postgres._PostgresMainLoopOnce
  postgres._PostgresMainLoopOnce = () => {
    try {
      next()
    } catch (error) {
      if (error instanceof Object && 'status' in error && error.status === ordinaryError) throw error
      end()
    }
  }
}
