/** The thread that owns the embedded database, so that a long query never blocks the event loop. */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { onCollapse } from './collapse.ts'
import { serveSocket } from './serve-socket.ts'

const { dataFolder, socketPath } = workerData as { dataFolder: string; socketPath: string }

const database = await PGlite.create({ dataDir: dataFolder })
onCollapse(database, () => {
  parentPort?.postMessage({ kind: 'collapsed' })
  // Nothing here is to run any more, and nobody is to see his connection end before everybody knows why.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
const server = await serveSocket(database, socketPath)
const { rows } = await database.query<{ version: string }>("select current_setting('server_version') as version")
parentPort?.postMessage({ kind: 'ready', version: rows[0]?.version ?? 'unknown' })

parentPort?.once('message', async () => {
  await server.close()
  await database.close()
  parentPort?.postMessage({ kind: 'closed' })
  parentPort?.close()
})
