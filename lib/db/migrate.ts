/**
 * Migrations by Prisma's own schema engine in its WebAssembly build, so that nothing is downloaded. It writes
 * Prisma's own `_prisma_migrations`, so `prisma migrate deploy` works on the same database.
 */
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { poolOf } from './client.ts'

const migrationsFolder = join(import.meta.dirname, '../../prisma/migrations')
const schemaFile = join(import.meta.dirname, '../../prisma/schema.prisma')
/** The schema as the last migration left it: the engine cannot introspect through this adapter (it knows no "char" columns). */
export const snapshotFile = join(migrationsFolder, 'schema.snapshot.prisma')
const filters = { externalTables: [], externalEnums: [] }
/** Any number will do, as long as every replica uses the same. */
const advisoryLockId = 7_228_410

type Engine = import('@prisma/schema-engine-wasm').SchemaEngine

/** Applies what is missing, one replica at a time, and says which migrations those were. */
export async function migrateDatabase(url: string): Promise<{ applied: string[]; total: number }> {
  const guard = new pg.Client(poolOf(url))
  await guard.connect()
  try {
    await guard.query('select pg_advisory_lock($1)', [advisoryLockId])
    const engine = await openEngine(url)
    const list = await readMigrations()
    const output = await engine.applyMigrations({ migrationsList: list, filters })
    return { applied: output.appliedMigrationNames, total: list.migrationDirectories.length }
  } finally {
    await guard.end()
  }
}

/** The SQL that leads from the last migration's schema to `prisma/schema.prisma`; empty when they agree. */
export async function diffToSchema(url: string): Promise<string> {
  const engine = await openEngine(url)
  const result = await engine.diff({
    from: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: await readFile(snapshotFile, 'utf8') }] },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: await readFile(schemaFile, 'utf8') }] },
    script: true,
    exitCode: null,
    filters,
  })
  return result.stdout ?? ''
}

/** How many migrations the database has, and how many this build brings. */
export async function migrationState(url: string): Promise<{ applied: number; total: number }> {
  const client = new pg.Client(poolOf(url))
  await client.connect()
  try {
    const { rows } = await client.query<{ n: number }>(
      'select count(*)::int as n from _prisma_migrations where finished_at is not null and rolled_back_at is null',
    )
    return { applied: rows[0]?.n ?? 0, total: (await readMigrations()).migrationDirectories.length }
  } finally {
    await client.end()
  }
}

async function openEngine(url: string): Promise<Engine> {
  bindings ??= loadBindings()
  const { SchemaEngine } = await bindings
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ ...poolOf(url), max: 2 }))
  return SchemaEngine.new({ datamodels: [['schema.prisma', await readFile(schemaFile, 'utf8')]] }, () => {}, factory)
}

type Bindings = typeof import('@prisma/schema-engine-wasm/schema_engine_bg')
let bindings: Promise<Bindings> | undefined

/** The bindings hold one instance's memory, so there is one instance per process. */
async function loadBindings(): Promise<Bindings> {
  const name = '@prisma/schema-engine-wasm/schema_engine_bg'
  const loaded: Bindings & { __wbg_set_wasm: (exports: WebAssembly.Exports) => void } = await import(name)
  const file = createRequire(import.meta.url)
    .resolve(name)
    .replace(/\.js$/, '.wasm')
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': loaded })
  loaded.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
  return loaded
}

async function readMigrations() {
  const entries = await readdir(migrationsFolder, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
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
