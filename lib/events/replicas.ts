/**
 * Carries change notices between the replicas on one Postgres, by NOTIFY on a connection of its own. A notice is a hint to
 * look again, so a lost one costs what a cache may be stale, never a wrong answer: after a break everything is looked at anew.
 * https://www.postgresql.org/docs/current/sql-notify.html
 */
import pg from 'pg'
import { poolOf } from '#lib/db/client.ts'
import { log } from '#lib/log.ts'
import { deliver, type Notice, subscribeToOwn } from './bus.ts'

export type Replicas = { close: () => Promise<void> }

const pgChannel = 'jetway_notices'
const firstRetryMs = 250
const lastRetryMs = 30_000
const batchMax = 100
const waitingMax = 1000
const anything: Notice = { kind: 'anything.changed' }
const kinds: ReadonlySet<unknown> = new Set<Notice['kind']>([
  'key.changed',
  'credential.changed',
  'connection.changed',
  'server.changed',
  'project.changed',
  'person.changed',
  'session.ended',
  'call.cancelled',
  'elicitation.completed',
])

/** Resolves when it listens, or has failed to for the first time; it goes on trying until `close`. */
export async function joinReplicas(databaseUrl: string): Promise<Replicas> {
  const self = crypto.randomUUID()
  let waiting: Notice[] = []
  let listening: pg.Client | null = null
  let sending: Promise<void> | null = null
  let retry: NodeJS.Timeout | undefined
  let retryMs = firstRetryMs
  let isClosed = false

  async function connect(): Promise<void> {
    const client = new pg.Client({ ...poolOf(databaseUrl), keepAlive: true, application_name: 'jetway notices' })
    const onEnd = () => {
      if (listening === client) listening = null
      if (isClosed) return
      retry = setTimeout(() => void connect(), retryMs).unref()
      retryMs = Math.min(retryMs * 2, lastRetryMs)
    }
    client.once('end', onEnd)
    client.on('error', (error) => log.warn('the connection for change notices broke', { error }))
    client.on('notification', ({ payload }) => receive(payload ?? '', self))
    try {
      await client.connect()
      await client.query(`listen ${pgChannel}`)
    } catch (error) {
      log.warn('change notices of other replicas are not heard', { error })
      return client.end()
    }
    listening = client
    retryMs = firstRetryMs
    deliver(anything)
    send()
  }

  function send(): void {
    const client = listening
    if (!client || sending || waiting.length === 0) return
    const batch = waiting.splice(0, batchMax)
    const payloads = batch.map((notice) => JSON.stringify({ from: self, notice }))
    sending = client
      .query('select pg_notify($1, payload) from unnest($2::text[]) as payload', [pgChannel, payloads])
      .then(
        () => {},
        (error: unknown) => {
          log.warn('change notices were not sent', { count: batch.length, error })
          waiting = [...batch, ...waiting]
          listening = null
          return client.end()
        },
      )
      .finally(() => {
        sending = null
        send()
      })
  }

  const stop = subscribeToOwn((notice) => {
    waiting = waiting.length < waitingMax ? [...waiting, notice] : [anything]
    send()
  })
  await connect()

  return {
    close: async () => {
      isClosed = true
      stop()
      clearTimeout(retry)
      while (sending) await sending
      await listening?.end()
    },
  }
}

/** What this version does not know may concern anything. */
function receive(payload: string, self: string): void {
  try {
    const { from, notice }: { from: string; notice: Notice } = JSON.parse(payload)
    if (from !== self) deliver(kinds.has(notice.kind) ? notice : anything)
  } catch (error) {
    log.warn('a change notice cannot be read', { error })
    deliver(anything)
  }
}
