/** The worker thread of the embedded database, seen from outside: opened, watched, closed. */
import { Worker } from 'node:worker_threads'

export type Thread = { version: string; close: () => Promise<void>; kill: () => Promise<void> }

type Message = { kind: 'ready'; version: string } | { kind: 'collapsed' } | { kind: 'closed' }

/** Resolves when the database answers at the socket. `onEnd` is called once if it ends later without having been asked to. */
export async function openThread(dataFolder: string, socketPath: string, onEnd: () => void): Promise<Thread> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { dataFolder, socketPath } })
  try {
    const { version } = await nextMessage(worker, 'ready')
    const stopWatching = watch(worker, onEnd)
    const kill = async () => {
      stopWatching()
      await worker.terminate()
    }
    const close = async () => {
      stopWatching()
      const closed = nextMessage(worker, 'closed')
      worker.postMessage('close')
      await closed.catch(() => {})
      await worker.terminate()
    }
    return { version, close, kill }
  } catch (error) {
    await worker.terminate()
    throw error
  }
}

function watch(worker: Worker, onEnd: () => void): () => void {
  const stop = () => worker.off('message', onMessage).off('exit', end)
  const end = () => {
    stop()
    onEnd()
  }
  const onMessage = ({ kind }: Message) => {
    if (kind === 'collapsed') end()
  }
  worker.on('message', onMessage).on('exit', end)
  // An error is followed by the exit.
  worker.on('error', () => {})
  return stop
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
      else if (message.kind === 'collapsed') onExit()
    }
    worker.on('error', onError).on('exit', onExit).on('message', onMessage)
  })
}

function isKind<K extends Kind>(message: Message, kind: K): message is Extract<Message, { kind: K }> {
  return message.kind === kind
}
