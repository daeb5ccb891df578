/**
 * Prisma's own schema engine in its WebAssembly build, so that nothing is downloaded.
 * https://www.prisma.io/docs/orm/prisma-migrate
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { poolOf } from './client.ts'

type Engine = import('@prisma/schema-engine-wasm').SchemaEngine

export const schemaFile = join(import.meta.dirname, '../../prisma/schema.prisma')
/** Everything in the database is Jetway's: nothing is left out of a migration or a diff. */
export const filters = { externalTables: [], externalEnums: [] }

const poolMax = 2

/** Lends the engine on a database, and gives its connections back at the end. */
export async function withSchemaEngine<T>(url: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  bindings ??= loadBindings()
  const { SchemaEngine } = await bindings
  const pool = new pg.Pool({ ...poolOf(url), max: poolMax })
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool))
    const datamodels: [string, string][] = [['schema.prisma', await readFile(schemaFile, 'utf8')]]
    return await work(await SchemaEngine.new({ datamodels }, () => {}, factory))
  } finally {
    await pool.end()
  }
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
