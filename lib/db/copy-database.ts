/**
 * Everything in one database into another, empty one: table by table, parents first, in one transaction, counts compared.
 * Rows travel as JSON that Postgres itself writes and reads, so no value passes through a type of ours.
 */
import pg from 'pg'
import { poolOf } from './client.ts'
import { connectSupported } from './connect-supported.ts'
import { migrateDatabase } from './migrate.ts'

const rowsPerBatch = 500

export type Copied = { table: string; rows: number }

/** The caller holds the source for itself. Leaves the target as it was when anything goes wrong. */
export async function copyDatabase(sourceUrl: string, targetUrl: string): Promise<Copied[]> {
  const [source, target] = [new pg.Client(poolOf(sourceUrl)), new pg.Client(poolOf(targetUrl))]
  try {
    await source.connect()
    await connectSupported(target, 'The database to copy to')
    await refuseUsed(target)
    await migrateDatabase(sourceUrl)
    await migrateDatabase(targetUrl)
    await target.query('begin')
    const copied: Copied[] = []
    for (const table of await listTables(target)) copied.push(await copyTable(source, target, table))
    await target.query('commit')
    return copied
  } finally {
    await Promise.all([source.end(), target.end()])
  }
}

async function refuseUsed(target: pg.Client): Promise<void> {
  for (const table of await listTables(target)) {
    const { rowCount } = await target.query(`select 1 from ${pg.escapeIdentifier(table)} limit 1`)
    if (rowCount) throw new Error(`The database to copy to is in use: its table ${table} has rows. Name an empty one.`)
  }
}

async function copyTable(source: pg.Client, target: pg.Client, table: string): Promise<Copied> {
  const name = pg.escapeIdentifier(table)
  await source.query('begin isolation level repeatable read read only')
  await source.query(`declare rows cursor for select to_json(t)::text as row from ${name} t`)
  let rows = 0
  for (;;) {
    const batch = await source.query<{ row: string }>(`fetch ${rowsPerBatch} from rows`)
    if (batch.rows.length === 0) break
    const json = `[${batch.rows.map(({ row }) => row).join(',')}]`
    await target.query(`insert into ${name} select * from json_populate_recordset(null::${name}, $1::json)`, [json])
    rows += batch.rows.length
  }
  await source.query('commit')
  await compareCounts(source, target, table)
  return { table, rows }
}

async function compareCounts(source: pg.Client, target: pg.Client, table: string): Promise<void> {
  const sql = `select count(*)::text as n from ${pg.escapeIdentifier(table)}`
  const [before, after] = [await source.query<{ n: string }>(sql), await target.query<{ n: string }>(sql)]
  const [expected, found] = [before.rows[0]?.n, after.rows[0]?.n]
  if (expected !== found) throw new Error(`${table}: ${expected} rows here, but ${found} arrived. Nothing was copied.`)
}

/** The tables, each after those it refers to. */
async function listTables(client: pg.Client): Promise<string[]> {
  const tables = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = current_schema() and c.relkind in ('r', 'p') and c.relname <> '_prisma_migrations' order by 1`,
  )
  const keys = await client.query<{ child: string; parent: string }>(
    `select c.relname as child, p.relname as parent from pg_constraint k
      join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid where k.contype = 'f' and c.oid <> p.oid`,
  )
  return parentsFirst(
    tables.rows.map(({ name }) => name),
    keys.rows,
  )
}

function parentsFirst(tables: string[], keys: { child: string; parent: string }[]): string[] {
  const sorted: string[] = []
  const visit = (table: string, below: string[]) => {
    if (sorted.includes(table)) return
    if (below.includes(table))
      throw new Error(`Tables refer to each other in a circle: ${[...below, table].join(' -> ')}`)
    for (const { child, parent } of keys) if (child === table) visit(parent, [...below, table])
    sorted.push(table)
  }
  for (const table of tables) visit(table, [])
  return sorted
}
