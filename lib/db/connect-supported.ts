import type pg from 'pg'

const oldestPostgres = 15

/** Connects and says the version. Throws a sentence when `what` does not answer, or is too old for Jetway. */
export async function connectSupported(client: pg.Client, what: string): Promise<string> {
  await client.connect().catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : 'unknown'
    throw new Error(`${what} does not answer: ${reason}`, { cause })
  })
  const { rows } = await client.query<{ server_version: string }>('show server_version')
  const version = rows[0]?.server_version.split(' ')[0] ?? '0'
  if (Number.parseInt(version, 10) >= oldestPostgres) return version
  throw new Error(`${what} is PostgreSQL ${version}, which is too old: Jetway needs ${oldestPostgres} or newer.`)
}
