/**
 * One listener: /mcp to the gateway, everything else to Next. Also start-up and shutdown, in that order of reading.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
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
import { createGateway, type Gateway } from '#lib/gateway/handle-request.ts'
import { log } from '#lib/log.ts'
import { issueSetupLink } from '#lib/people/issue-setup-link.ts'
import { answerHealth } from '#lib/process/answer-health.ts'
import { type Closers, createClosers } from '#lib/process/closers.ts'
import { sendConsoleToLog } from '#lib/process/console-to-log.ts'
import { isLoopback, markRequest, refuseForeign, refuseUnreadable, securityHeaders } from '#lib/process/inbound.ts'
import { logRequest } from '#lib/process/log-request.ts'
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
  const app = next({ dev, hostname: settings.HOST, port: settings.PORT })
  closers.push('pages', () => app.close())
  await app.prepare()
  const pages = app.getRequestHandler()
  const server = createServer((req, res) => answer(req, res, gateway, pages))
  if (dev) server.on('upgrade', app.getUpgradeHandler())
  server.requestTimeout = 60_000
  server.keepAliveTimeout = 65_000
  server.headersTimeout = 66_000
  await bind(server, settings)
  closers.push('listener', () => stopListening(server, gateway), drainMs + 1000)
}

async function stopListening(server: Server, gateway: Gateway): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  await gateway.drain(drainMs)
  server.closeAllConnections()
  await closed
}

type Pages = (req: IncomingMessage, res: ServerResponse) => Promise<void>

function answer(req: IncomingMessage, res: ServerResponse, gateway: Gateway, pages: Pages): void {
  const path = req.url ?? '/'
  if (path === '/health' || path === '/health/ready') {
    void answerHealth(path, res)
    return
  }
  if (refuseForeign(req, res)) return
  markRequest(req, res)
  logRequest(req, res)
  if (path === '/mcp' || path.startsWith('/mcp/') || path.startsWith('/mcp?')) {
    void gateway.handle(req, res)
    return
  }
  for (const [name, value] of securityHeaders()) res.setHeader(name, value)
  if (refuseUnreadable(req, res)) return
  pages(req, res).catch((error: unknown) => {
    log.error('a page failed', { error })
    if (!res.headersSent) res.writeHead(500)
    res.end()
  })
}

function bind(server: Server, { PORT, HOST }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(
        isTaken
          ? new Error(`Port ${PORT} is taken. Stop what uses it, or set PORT to another one.`, { cause: error })
          : error,
      )
    })
    server.listen(PORT, HOST, resolve)
  })
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
