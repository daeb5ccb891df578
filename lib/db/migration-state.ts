/** How many of this build's migrations a database has, asked on one connection that stays, for whoever asks often. */
import pg from 'pg'
import { poolOf } from './client.ts'
import { findApplied, listMigrations } from './migrate.ts'

export type MigrationWatch = {
  /** Connects where no connection is left. One that fails, or that fails to answer, is not kept. */
  ask: () => Promise<{ applied: number; total: number }>
  /** Gives the connection up, with the question that is on it. */
  drop: () => Promise<void>
}

export function watchMigrations(url: string, connectMs: number): MigrationWatch {
  let kept: Promise<pg.Client> | undefined

  async function drop(given = kept): Promise<void> {
    if (given === kept) kept = undefined
    const client = await given?.catch(() => null)
    await client?.end()
  }

  function connect(): Promise<pg.Client> {
    const settings = { connectionTimeoutMillis: connectMs, keepAlive: true, application_name: 'jetway readiness' }
    const client = new pg.Client({ ...poolOf(url), ...settings })
    const connected = client.connect().then(() => client)
    // A break that nobody was waiting on ends here; the next question connects anew.
    client.on('error', () => {}).once('end', () => void drop(connected))
    return connected
  }

  async function ask(): Promise<{ applied: number; total: number }> {
    const mine = kept ?? connect()
    kept = mine
    try {
      const client = await mine
      const [applied, known] = [await findApplied(client), await listMigrations()]
      return { applied: known.filter((name) => applied.includes(name)).length, total: known.length }
    } catch (error) {
      void drop(mine)
      throw error
    }
  }
  return { ask, drop: () => drop() }
}
