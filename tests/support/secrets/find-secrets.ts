/** Looks for secrets in texts, logs and tables, in every spelling in which something may have written them. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { poolOf } from '#lib/db/client.ts'

export type Spellings = string[]

export function spellingsOf(secrets: string[]): Spellings {
  const spellings = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
    ...base64Of(secret),
  ])
  return [...new Set(spellings)]
}

export function holdsSecret(text: string, spellings: Spellings): boolean {
  return spellings.some((spelling) => text.includes(spelling))
}

/** The log files of a folder that hold a secret. */
export function findInLogs(folder: string, spellings: Spellings): string[] {
  const files = globSync('*.log', { cwd: folder })
  return files.filter((file) => holdsSecret(readFileSync(join(folder, file), 'utf8'), spellings))
}

/** The tables of a database that hold a secret; in JSON, bytea columns appear in hex. */
export async function findInTables(url: string, spellings: Spellings): Promise<string[]> {
  const client = new pg.Client(poolOf(url))
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    )
    const found: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select to_json(t)::text as row from "${name}" t`)
      if (holdsSecret(rows.map(({ row }) => row).join('\n'), spellings)) found.push(`the table ${name}`)
    }
    return found
  } finally {
    await client.end()
  }
}

/** In the midst of a longer text that was encoded as a whole, a secret begins at one of three places of a group. */
function base64Of(secret: string): string[] {
  const length = Buffer.byteLength(secret)
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.from(' '.repeat(before) + secret)
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor(((before + length) * 8) / 6)]
    return [whole.toString('base64').slice(from, to), whole.toString('base64url').slice(from, to)]
  })
}
