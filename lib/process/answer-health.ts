/** Whether this process lives (`/health`) and can do its work (`/health/ready`: database and migrations). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { migrationState } from '#lib/db/migrate.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'

type Health = {
  status: 'ok' | 'unavailable'
  database?: 'ok' | 'unreachable'
  migrations?: { applied: number; total: number }
}

export async function answerHealth({ url = '' }: IncomingMessage, res: ServerResponse): Promise<void> {
  const health: Health = url.startsWith('/health/ready') ? await readiness() : { status: 'ok' }
  res.writeHead(health.status === 'ok' ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  res.end(JSON.stringify(health))
}

async function readiness(): Promise<Health> {
  try {
    const migrations = await migrationState(env().databaseUrl)
    return { status: migrations.applied >= migrations.total ? 'ok' : 'unavailable', database: 'ok', migrations }
  } catch (error) {
    log.warn('not ready', { error })
    return { status: 'unavailable', database: 'unreachable' }
  }
}
