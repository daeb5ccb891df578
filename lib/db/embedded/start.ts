/**
 * The embedded database: PGlite in a worker thread, reached over a Unix socket in a folder only we may enter.
 * It has no password, so it never listens on a port.
 */
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { finishRestore } from './restore.ts'

export type EmbeddedDatabase = { url: string; version: string; close: () => Promise<void> }

type Message = { kind: 'ready'; version: string } | { kind: 'closed' }

/** Starts the database in `dataFolder`, or in memory when that is `memory://`. The caller holds the lock. */
export async function startEmbedded(dataFolder: string): Promise<EmbeddedDatabase> {
  if (!dataFolder.startsWith('memory:')) {
    await finishRestore(dataFolder)
    await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  }
  // mkdtemp makes it 0700; a path in the data folder could be too long for a socket.
  const socketFolder = await mkdtemp(join(tmpdir(), 'jetway-'))
  const removeSocket = () => {
    process.off('exit', removeSocket)
    rmSync(socketFolder, { recursive: true, force: true })
  }
  process.once('exit', removeSocket)
  const socketPath = join(socketFolder, '.s.PGSQL.5432')
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { dataFolder, socketPath } })
  try {
    const { version } = await nextMessage(worker, 'ready')
    worker.on('error', (error) => {
      throw new Error('The embedded database stopped.', { cause: error })
    })
    const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketFolder)}`
    return { url, version, close: () => close(worker).finally(removeSocket) }
  } catch (error) {
    removeSocket()
    throw new Error(
      `The embedded database in ${dataFolder} does not open. Restore a backup: npm run db:restore -- FILE`,
      {
        cause: error,
      },
    )
  }
}

async function close(worker: Worker): Promise<void> {
  const closed = nextMessage(worker, 'closed')
  worker.postMessage('close')
  await closed
  await worker.terminate()
}

type Kind = Message['kind']

function nextMessage<K extends Kind>(worker: Worker, kind: K): Promise<Extract<Message, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      worker.off('error', onError).off('exit', onExit).off('message', onMessage)
      finish()
    }
    const onError = (error: unknown) => settle(() => reject(error))
    const onExit = () => settle(() => reject(new Error('The embedded database ended by itself.')))
    const onMessage = (message: Message) => {
      if (isKind(message, kind)) settle(() => resolve(message))
    }
    worker.on('error', onError).on('exit', onExit).on('message', onMessage)
  })
}

function isKind<K extends Kind>(message: Message, kind: K): message is Extract<Message, { kind: K }> {
  return message.kind === kind
}
