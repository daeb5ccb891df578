import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { poolOf } from '#lib/db/client.ts'
import { listMigrations, migrateDatabase } from '#lib/db/migrate.ts'
import { watchMigrations } from '#lib/db/migration-state.ts'
import { schemaFile } from '#lib/db/schema-engine.ts'
import { type BlankDatabase, openBlankDatabase } from '#tests/support/database/blank-database.ts'
import { runScript } from '#tests/support/database/run-script.ts'

let blank: BlankDatabase
let client: pg.Client

beforeAll(async () => {
  blank = await openBlankDatabase()
  client = new pg.Client(poolOf(blank.url))
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await blank.close()
})

const types: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  Float: 'double precision',
  Boolean: 'boolean',
  DateTime: 'timestamp without time zone',
  Bytes: 'bytea',
  Json: 'jsonb',
}

/** What prisma/schema.prisma promises: `Table.column type null`, and the columns of every key and index. */
function promised(): { columns: string[]; indexes: string[] } {
  const schema = readFileSync(schemaFile, 'utf8')
  const enums = new Set([...schema.matchAll(/^enum (\w+)/gm)].map(([, name]) => name))
  const models = [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)]
  const columns: string[] = []
  const indexes: string[] = []
  for (const [, model, body = ''] of models) {
    for (const [, name, type = '', mark, rest = ''] of body.matchAll(/^ {2}(\w+) +(\w+)(\[\]|\?)?(.*)$/gm)) {
      const known = enums.has(type) ? type : types[type]
      // A list of another model is no column.
      if (!known) continue
      columns.push(`${model}.${name} ${mark === '[]' ? 'ARRAY' : known}${mark === '?' ? ' null' : ''}`)
      if (/@(id|unique)\b/.test(rest)) indexes.push(`${model}(${name}) unique`)
    }
    for (const [, kind, list = ''] of body.matchAll(/^ {2}@@(id|unique|index)\(\[(.*)\]\)/gm)) {
      const names = list.replaceAll(/\(sort: (\w+)\)/g, ' $1').replaceAll(' Desc', ' DESC')
      indexes.push(`${model}(${names})${kind === 'index' ? '' : ' unique'}`)
    }
  }
  return { columns: columns.sort(), indexes: indexes.sort() }
}

/** What Prisma's schema has no words for. */
const beyondTheSchema = ["Credential(connectionId) WHERE (holder = 'shared'::text) unique"]

async function found(): Promise<{ columns: string[]; indexes: string[] }> {
  const columns = await client.query<{ line: string }>(
    `select table_name || '.' || column_name || ' ' ||
            case data_type when 'USER-DEFINED' then udt_name else data_type end ||
            case is_nullable when 'YES' then ' null' else '' end as line
       from information_schema.columns where table_schema = 'public' and table_name <> '_prisma_migrations'`,
  )
  const indexes = await client.query<{ line: string }>(
    `select tablename || substring(replace(indexdef, '"', '') from '\\(.*$') ||
            case when indexdef like 'CREATE UNIQUE%' then ' unique' else '' end as line
       from pg_indexes where schemaname = 'public' and tablename <> '_prisma_migrations'`,
  )
  return { columns: columns.rows.map(({ line }) => line).sort(), indexes: indexes.rows.map(({ line }) => line).sort() }
}

describe('migrateDatabase', () => {
  test('makes of an empty database what prisma/schema.prisma says, column by column and index by index', async () => {
    const { applied } = await migrateDatabase(blank.url)

    expect(applied).toEqual(await listMigrations())
    const { columns, indexes } = promised()
    expect(await found()).toEqual({ columns, indexes: [...indexes, ...beyondTheSchema].sort() })
    expect(promised().columns.length).toBeGreaterThan(100)
  })

  test('applies nothing the second time', async () => {
    expect(await migrateDatabase(blank.url)).toEqual({ applied: [], total: (await listMigrations()).length })
  })

  test('every table is scoped to an organisation, or hangs on one that is', async () => {
    const { rows } = await client.query<{ table_name: string }>(
      `select table_name from information_schema.tables t where table_schema = 'public' and not exists
        (select 1 from information_schema.columns c where c.table_name = t.table_name and c.column_name = 'organizationId')`,
    )
    const unscoped = rows.map((row) => row.table_name).sort()

    expect(unscoped).toEqual(
      [
        '_prisma_migrations',
        'AuthLinkConnection',
        'ConnectionTool',
        'Lease',
        'Organization',
        'ServerInput',
        'ServerTool',
        'Throttle',
      ].sort(),
    )
  })

  test('gives its connections back', async () => {
    const { rows } = await client.query(`select 1 from pg_stat_activity where datname = current_database()`)

    expect(rows.length).toBe(1)
  })

  test('refuses a database that a newer Jetway has migrated', async () => {
    const name = '29990101000000_future'
    await client.query(
      `insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
        values ('future', 'x', now(), $1, 1)`,
      [name],
    )

    await expect(migrateDatabase(blank.url)).rejects.toThrow(`a migration that this Jetway does not know (${name})`)
    await client.query(`delete from _prisma_migrations where id = 'future'`)
    const total = (await listMigrations()).length
    const watch = watchMigrations(blank.url, 5_000)
    expect(await watch.ask()).toEqual({ applied: total, total })
    await watch.drop()
  })

  test('refuses a database of somebody else, and leaves it alone', async () => {
    const theirs = await openBlankDatabase()
    const other = new pg.Client(poolOf(theirs.url))
    await other.connect()
    await other.query('create table invoices (id int)')

    await expect(migrateDatabase(theirs.url)).rejects.toThrow(
      'The database could not be migrated. The database schema is not empty',
    )
    const { rows } = await other.query(`select tablename from pg_tables where schemaname = 'public'`)
    expect(rows).toEqual([{ tablename: 'invoices' }])
    await other.end()
    await theirs.close()
  })

  test.runIf(inject('postgres'))('two processes that start at the same moment apply each migration once', async () => {
    const fresh = await openBlankDatabase()
    const settings = { DATABASE_URL: fresh.url, JETWAY_MASTER_KEY: newMasterKey() }
    const runs = await Promise.all([1, 2, 3].map(() => runScript('scripts/db/migrate.ts', [], settings)))
    await fresh.close()

    expect(runs.map(({ code, err }) => ({ code, err }))).toEqual(runs.map(() => ({ code: 0, err: '' })))
    expect(runs.filter(({ out }) => out.includes('applied 20261122000000_foundation'))).toHaveLength(1)
  })
})
