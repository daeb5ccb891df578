/**
 * The database that integration tests run on. `JETWAY_TEST_DATABASE` names a Postgres server (its address without a
 * database); without it, each worker starts its own embedded database. Either way a worker starts from a migrated template.
 * On a server, whose databases outlive the workers, a run ends with a look for planted secrets in every table.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { findInTables, spellingsOf } from '#tests/support/secrets/find-secrets.ts'
import { notePlantedIn, plantedSecrets } from '#tests/support/secrets/planted.ts'

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
  notePlantedIn(join(temporary, 'secrets'))
  project.provide('postgres', postgres)
  project.provide('run', run)
  if (!postgres) return
  await onServer(postgres, `create database ${run}`)
  await migrateDatabase(databaseUrl(postgres, run))
}

export async function teardown(): Promise<void> {
  const spellings = spellingsOf(plantedSecrets())
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 })
  if (!postgres) return
  const leaks: string[] = []
  for (const { datname } of await onServer(postgres, `select datname from pg_database where datname like '${run}%'`)) {
    leaks.push(...(await findInTables(databaseUrl(postgres, `${datname}`), spellings)))
    await onServer(postgres, `drop database "${datname}" with (force)`)
  }
  if (leaks.length > 0) throw new Error(`A planted secret was found in: ${[...new Set(leaks)].join(', ')}`)
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
