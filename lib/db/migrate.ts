/**
 * Migrations, applied at start and by `npm run db:migrate`, one replica at a time. The engine writes Prisma's own
 * `_prisma_migrations`, so `prisma migrate deploy` works on the same database.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { poolOf } from './client.ts'
import { filters, withSchemaEngine } from './schema-engine.ts'
import { sayTrouble } from './trouble.ts'

export const migrationsFolder = join(import.meta.dirname, '../../prisma/migrations')
/** Any number will do, as long as every replica uses the same. */
const advisoryLockId = 7_228_410

/** Applies what is missing and says which migrations those were. Refuses a database that a newer Jetway has migrated. */
export async function migrateDatabase(url: string): Promise<{ applied: string[]; total: number }> {
  const guard = new pg.Client(poolOf(url))
  await guard.connect()
  try {
    await guard.query('select pg_advisory_lock($1)', [advisoryLockId])
    const known = await listMigrations()
    const before = await findApplied(guard)
    refuseUnknown(before, known)
    if (known.every((name) => before.includes(name))) return { applied: [], total: known.length }

    const migrationsList = await readMigrations(known)
    const { appliedMigrationNames: applied } = await withSchemaEngine(url, (engine) =>
      engine.applyMigrations({ migrationsList, filters }),
    ).catch(refuseToStart)
    return { applied, total: known.length }
  } finally {
    await guard.end()
  }
}

/** Throws when the database was migrated further than this build knows: an older Jetway would misread it. */
export function refuseUnknown(applied: string[], known: string[]): void {
  const unknown = applied.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  throw new Error(
    `The database has a migration that this Jetway does not know (${unknown[0]}). Run the version that made it, or a newer one.`,
  )
}

/** The names of this build's migrations, in order. */
export async function listMigrations(): Promise<string[]> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

type Querier = { query: (sql: string) => Promise<{ rows: { name: string | null }[] }> }

/** The migrations a database has finished. */
export async function findApplied(client: Querier): Promise<string[]> {
  const { rows: tables } = await client.query(`select to_regclass('_prisma_migrations')::text as name`)
  if (!tables[0]?.name) return []
  const { rows } = await client.query(
    `select migration_name as name from _prisma_migrations
      where finished_at is not null and rolled_back_at is null order by migration_name`,
  )
  return rows.flatMap(({ name }) => (name ? [name] : []))
}

/** The engine's message says which migration failed and why; it quotes SQL, never values. */
function refuseToStart(cause: unknown): never {
  const said = sayTrouble(cause) ?? (cause instanceof Error ? cause.message.trim() : 'The reason is unknown.')
  throw new Error(`The database could not be migrated. ${said}`, { cause })
}

async function readMigrations(names: string[]) {
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: await readFile(join(migrationsFolder, path, 'migration.sql'), 'utf8') },
      },
    })),
  )
  const lockfile = {
    path: 'migration_lock.toml',
    content: await readFile(join(migrationsFolder, 'migration_lock.toml'), 'utf8'),
  }
  return { baseDir: migrationsFolder, lockfile, shadowDbInitScript: '', migrationDirectories }
}
