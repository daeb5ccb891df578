/**
 * The embedded database: PGlite in a worker thread, reached over a Unix socket in a folder only we may enter.
 * It has no password, so it never listens on a port.
 */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

export type EmbeddedDatabase = { url: string; version: string; close: () => Promise<void> }

type Message = { kind: 'ready'; version: string } | { kind: 'closed' }

/** Starts the database in `dataFolder`, or in memory when that is `memory://`. The caller holds the lock. */
export async function startEmbedded(dataFolder: string): Promise<EmbeddedDatabase> {
  if (!dataFolder.startsWith('memory:')) await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const socketFolder = await mkdtemp(join(tmpdir(), 'jetway-'))
  await chmod(socketFolder, 0o700)
  const socketPath = join(socketFolder, '.s.PGSQL.5432')
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { dataFolder, socketPath } })
  const ready = await nextMessage(worker, 'ready')
  worker.on('error', (error) => {
    throw new Error('The embedded database stopped.', { cause: error })
  })
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketFolder)}`,
    version: ready.kind === 'ready' ? ready.version : 'unknown',
    close: async () => {
      const closed = nextMessage(worker, 'closed')
      worker.postMessage('close')
      await closed
      await worker.terminate()
      await rm(socketFolder, { recursive: true, force: true })
    },
  }
}

function nextMessage(worker: Worker, kind: Message['kind']): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: Message) => {
      if (message.kind !== kind) return
      worker.off('error', reject)
      worker.off('message', onMessage)
      resolve(message)
    }
    worker.once('error', reject)
    worker.on('message', onMessage)
  })
}
