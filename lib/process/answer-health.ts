/**
 * Whether this process lives (`/health`) and can do its work (`/health/ready`: database and migrations). Anyone may ask,
 * so asking costs nothing: all who ask within a moment share one look at the database, and none waits past its deadline.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { watchMigrations } from '#lib/db/migration-state.ts'
import { log } from '#lib/log.ts'
import { within } from './within.ts'

export type Health = {
  answer: (req: IncomingMessage, res: ServerResponse) => Promise<void>
  close: () => Promise<void>
}

type State = {
  status: 'ok' | 'unavailable'
  database?: 'ok' | 'unreachable'
  migrations?: { applied: number; total: number }
}

/** The deadline is under the second that most probes wait. */
const usualTimes = { deadlineMs: 900, keepMs: 1_000 }

export function createHealth(databaseUrl: string, { deadlineMs, keepMs } = usualTimes): Health {
  const migrations = watchMigrations(databaseUrl, deadlineMs)
  let shared: { state: Promise<State>; until: number } | undefined

  async function look(): Promise<State> {
    try {
      const found = await within(deadlineMs, migrations.ask(), null)
      if (!found) throw new Error('The database did not answer in time.')
      return { status: found.applied >= found.total ? 'ok' : 'unavailable', database: 'ok', migrations: found }
    } catch (error) {
      log.warn('not ready', { error })
      void migrations.drop()
      return { status: 'unavailable', database: 'unreachable' }
    }
  }

  function readiness(): Promise<State> {
    if (!shared || shared.until < performance.now()) {
      const begun = { state: look(), until: Number.POSITIVE_INFINITY }
      void begun.state.then(() => {
        begun.until = performance.now() + keepMs
      })
      shared = begun
    }
    return shared.state
  }

  async function answer({ url = '' }: IncomingMessage, res: ServerResponse): Promise<void> {
    const state: State = url.startsWith('/health/ready') ? await readiness() : { status: 'ok' }
    const status = state.status === 'ok' ? 200 : 503
    res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    res.end(JSON.stringify(state))
  }
  return { answer, close: migrations.drop }
}
