/**
 * Starts what all journeys share: a database on a real PostgreSQL, the sandbox, and Jetway in its production build. At the
 * end it looks for the planted secrets in everything that was answered, stored and logged.
 */
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { openDatabase, poolOf } from '#lib/db/client.ts'
import { freePort } from '#scripts/free-port.ts'
import { startPostgres } from '#tests/support/postgres/start-postgres.ts'
import { listenIn } from './listen-in.ts'
import { plantedSecrets, publishRun, type Run, secretsOfJourneys } from './run.ts'
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
    secretsFile: join(folder, 'secrets'),
    intercom: { url: intercom.url, euUrl: intercom.euUrl, tokens: intercom.tokens, controlUrl },
  }
  publishRun(run)
  const answers = await listenIn({ from, to }, () => [...plantedSecrets(run), ...sandbox.issued])

  return async () => {
    await answers.close()
    await app.close()
    const leaks = [...answers.leaks, ...(await findLeaks(run, sandbox.issued))]
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

/** Names every log and table that holds a secret; bytea columns appear in hex. */
async function findLeaks(run: Run, issued: string[]): Promise<string[]> {
  const secrets = [...plantedSecrets(run), ...issued, ...secretsOfJourneys(run)]
  const spellings = secrets.flatMap((secret) => [secret, ...['hex', 'base64'].map((code) => encode(secret, code))])
  const holds = (text: string) => spellings.some((spelling) => text.includes(spelling))
  const leaks = globSync('*.log', { cwd: logFolder }).filter((file) =>
    holds(readFileSync(join(logFolder, file), 'utf8')),
  )
  const client = new pg.Client(poolOf(run.databaseUrl))
  await client.connect()
  const { rows: tables } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  )
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`select to_json(t)::text as row from "${name}" t`)
    if (rows.some(({ row }) => holds(row))) leaks.push(`the table ${name}`)
  }
  await client.end()
  return leaks
}

function encode(secret: string, code: string): string {
  return Buffer.from(secret)
    .toString(code as BufferEncoding)
    .replace(/=+$/, '')
}
