/**
 * Starts what all journeys share: a database on a real PostgreSQL, the sandbox, and Jetway in its production build. At the
 * end it looks for the planted secrets in everything that was answered, stored and logged.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { openDatabase, poolOf } from '#lib/db/client.ts'
import { freePort } from '#scripts/free-port.ts'
import { startPostgres } from '#tests/support/postgres/start-postgres.ts'
import { findInLogs, findInTables, spellingsOf } from '#tests/support/secrets/find-secrets.ts'
import { listenIn } from '#tests/support/secrets/listen-in.ts'
import { notePlantedIn, plantedSecrets } from '#tests/support/secrets/planted.ts'
import { publishRun, type Run, secretsOf } from './run.ts'
import { startSandbox } from './sandbox.ts'
import { startApp } from './start-app.ts'

export const logFolder = 'test-results/logs'

export default async function setUp(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'jetway-journeys-'))
  rmSync(logFolder, { recursive: true, force: true })
  mkdirSync(logFolder, { recursive: true })
  const logFile = join(logFolder, 'app.log')
  const database = await openJourneyDatabase()
  const sandbox = await startSandbox(folder)
  const masterKey = newMasterKey()
  const [from, to] = [await freePort(), await freePort()]
  const url = `http://localhost:${from}`
  const settings = { DATABASE_URL: database.url, JETWAY_MASTER_KEY: masterKey, JETWAY_CATALOG: sandbox.catalogFile }
  const app = await startApp({ ...settings, JETWAY_DATA: folder, JETWAY_URL: url, PORT: String(to) }, logFile)
  const { controlUrl, ...intercom } = { ...sandbox, close: undefined }
  const run: Run = {
    url,
    databaseUrl: database.url,
    masterKey,
    organizationId: await makeOrganization(database.url),
    intercom: { url: intercom.url, euUrl: intercom.euUrl, tokens: intercom.tokens, controlUrl },
  }
  publishRun(run)
  notePlantedIn(join(folder, 'secrets'))
  const answers = await listenIn({ from, to }, () => [...secretsOf(run), ...sandbox.issued])

  return async () => {
    await answers.close()
    await app.close()
    const spellings = spellingsOf([...secretsOf(run), ...sandbox.issued, ...plantedSecrets()])
    const stored = await findInTables(run.databaseUrl, spellings)
    const leaks = [...answers.leaks, ...findInLogs(logFolder, spellings), ...stored]
    await sandbox.close()
    await database.close()
    rmSync(folder, { recursive: true, force: true })
    if (leaks.length > 0) throw new Error(`A planted secret was found in: ${leaks.join(', ')}`)
  }
}

type JourneyDatabase = { url: string; close: () => Promise<void> }

/** In the cluster that `npm test` has started, or in one of its own. */
async function openJourneyDatabase(): Promise<JourneyDatabase> {
  const given = process.env.JETWAY_TEST_DATABASE
  const cluster = given ? { url: given, close: async () => {} } : await startPostgres()
  const name = `jetway_journeys_${process.pid}`
  await onServer(cluster.url, `create database ${name}`)
  const url = new URL(cluster.url)
  url.pathname = `/${name}`
  return {
    url: url.href,
    close: async () => {
      await onServer(cluster.url, `drop database ${name} with (force)`)
      await cluster.close()
    },
  }
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client(poolOf(url))
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

/** The organisation all journeys share; each owns its people, servers and projects. The first run has its own Jetway. */
async function makeOrganization(url: string): Promise<string> {
  const db = openDatabase(url)
  const { id } = await db.organization.create({ data: { name: 'Acme' }, select: { id: true } })
  await db.$disconnect()
  return id
}
