/**
 * Start-up and shutdown: what is opened, in which order, and what stands behind the one listener.
 */
import { createServer } from 'node:http'
import next from 'next'
import { pruneCalls } from '#lib/activity/prune-calls.ts'
import { startCallWriter } from '#lib/activity/record-calls.ts'
import { recheckUnverified } from '#lib/auth-links/giving/recheck-unverified.ts'
import { loadCatalog } from '#lib/catalog/load-catalog.ts'
import { canOpenVault } from '#lib/credentials/rotate-key.ts'
import { closeDatabase, database } from '#lib/db/database.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { startDatabase } from '#lib/db/start-database.ts'
import { env, provideEnv, readSettings, type Settings } from '#lib/env.ts'
import { joinReplicas } from '#lib/events/replicas.ts'
import { createGateway } from '#lib/gateway/handle-request.ts'
import { warnOfWayOut } from '#lib/http/way-out.ts'
import { log } from '#lib/log.ts'
import { issueSetupLink } from '#lib/people/issue-setup-link.ts'
import { answerDiscovery } from '#lib/process/answer-discovery.ts'
import { createHealth } from '#lib/process/answer-health.ts'
import { type Closers, createClosers } from '#lib/process/closers.ts'
import { sendConsoleToLog } from '#lib/process/console-to-log.ts'
import { createDoor } from '#lib/process/door.ts'
import { isLoopback } from '#lib/process/inbound.ts'
import { clearEnded, startUpkeep, type UpkeepTask } from '#lib/process/upkeep.ts'
import { recheckDueServers } from '#lib/servers/recheck-servers.ts'

const drainMs = 10_000
const databaseCloseMs = 10_000
const minuteMs = 60_000

const upkeepTasks: UpkeepTask[] = [
  { name: 'check-servers', everyMs: 5 * minuteMs, run: (db) => recheckDueServers(db) },
  { name: 'check-credentials', everyMs: 5 * minuteMs, run: (db) => recheckUnverified(db) },
  { name: 'prune-calls', everyMs: 60 * minuteMs, run: (db) => pruneCalls(db) },
  { name: 'clear-ended', everyMs: 60 * minuteMs, run: (db) => clearEnded(db) },
]

export type Running = { url: string; close: () => Promise<void> }

/** Starts everything, prints what it runs on and where to go, and answers until `close`. */
export async function startServer({ dev }: { dev: boolean }): Promise<Running> {
  const settings = readSettings()
  refuseUnsafeBinding(settings)
  const closers = createClosers()
  try {
    const started = await openDatabase(settings, closers)
    await listen(settings, closers, dev)
    if (!dev) sendConsoleToLog()
    say(started)
    const warning = warnOfWayOut()
    if (warning) log.warn(warning)
    const setUp = await issueSetupLink(database())
    say(setUp ? `Set it up: ${env().url}${setUp}` : `Open ${env().url}`)
    return { url: env().url, close: closers.close }
  } catch (error) {
    await closers.close()
    throw error
  }
}

/** Opens and migrates the database and answers the line that says so. What would break a page later stops the start. */
async function openDatabase(settings: Settings, closers: Closers): Promise<string> {
  const { url: databaseUrl, masterKey, masterKeyPrevious, describe, close } = await startDatabase(settings)
  closers.push('database', close, databaseCloseMs)
  const { total, applied } = await migrateDatabase(databaseUrl)
  provideEnv({ databaseUrl, masterKey, masterKeyPrevious }, settings)
  closers.push('database pool', closeDatabase)
  await refuseForeignVault()
  await loadCatalog()
  return `Jetway runs on ${describe}, ${total} migration${total === 1 ? '' : 's'} (${applied.length} new).`
}

async function listen(settings: Settings, closers: Closers, dev: boolean): Promise<void> {
  const replicas = settings.DATABASE_URL ? await joinReplicas(settings.DATABASE_URL) : null
  closers.push('replicas', () => replicas?.close())
  const gateway = createGateway()
  closers.push('gateway', gateway.close)
  const calls = startCallWriter(database())
  closers.push('calls', calls.stop)
  closers.push('upkeep', startUpkeep(database(), upkeepTasks).stop)
  // Next listens for upgrades itself, on whatever server it is told. This one hears what the door has let through.
  const upgrades = createServer()
  const app = next({ dev, hostname: settings.HOST, port: settings.PORT, httpServer: upgrades })
  closers.push('pages', () => app.close())
  await app.prepare()
  const health = createHealth(env().databaseUrl)
  closers.push('health', health.close)
  const door = createDoor({
    health: health.answer,
    discovery: answerDiscovery,
    gateway: gateway.handle,
    page: app.getRequestHandler(),
    hotReload: dev ? (...upgrade) => upgrades.emit('upgrade', ...upgrade) : undefined,
  })
  closers.push('listener', () => Promise.all([gateway.drain(drainMs), door.close(drainMs)]), drainMs + 1000)
  await door.listen(settings)
}

function refuseUnsafeBinding({ HOST, JETWAY_URL }: Settings): void {
  if (JETWAY_URL || isLoopback(HOST)) return
  throw new Error(
    `HOST is ${HOST}, which others can reach, but JETWAY_URL is not set. Set it to the address people use, for example https://jetway.example.com.`,
  )
}

async function refuseForeignVault(): Promise<void> {
  if (await canOpenVault(database())) return
  throw new Error(
    'The master key does not open the credentials in this database. Start with the key it was made with, or set JETWAY_MASTER_KEY_PREVIOUS and run `npm run vault:rotate`.',
  )
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
