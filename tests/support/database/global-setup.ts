/**
 * The database that integration tests run on. `JETWAY_TEST_DATABASE` names a Postgres server (its address without a
 * database); without it, each worker starts its own embedded database. Either way a worker starts from a migrated template.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '#lib/db/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: string | null
    run: string
  }
}

const postgres = process.env.JETWAY_TEST_DATABASE ?? null
const run = `jetway_test_${process.pid}`

/** Workers end without a goodbye, so what they leave in the temporary folder goes with the folder. */
const temporary = mkdtempSync(join(tmpdir(), 'jetway-tests-'))

export async function setup(project: TestProject): Promise<void> {
  process.env.TMPDIR = temporary
  project.provide('postgres', postgres)
  project.provide('run', run)
  if (!postgres) return
  await onServer(postgres, `create database ${run}`)
  await migrateDatabase(databaseUrl(postgres, run))
}

export async function teardown(): Promise<void> {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 })
  if (!postgres) return
  const names = await onServer(postgres, `select datname from pg_database where datname like '${run}%'`)
  for (const { datname } of names) await onServer(postgres, `drop database "${datname}" with (force)`)
}

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

export async function onServer(server: string, sql: string): Promise<{ datname?: string }[]> {
  const client = new pg.Client({ connectionString: databaseUrl(server, 'postgres') })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
