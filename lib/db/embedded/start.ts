/**
 * The embedded database: PGlite in a worker thread, reached over a Unix socket in a folder only we may enter.
 * It has no password, so it never listens on a port.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explainUnopened } from './explain-unopened.ts'
import { keepOpen } from './keep-open.ts'
import { finishRestore } from './restore.ts'
import { makeSocketFolder, socketName } from './socket-folder.ts'
import { openThread } from './thread.ts'

export type EmbeddedDatabase = { url: string; version: string; close: () => Promise<void> }

/** Starts the database in `dataFolder`, or in memory when that is `memory://`. The caller holds the lock. */
export async function startEmbedded(dataFolder: string): Promise<EmbeddedDatabase> {
  const files = dataFolder.startsWith('memory:') ? null : await prepareFiles(dataFolder)
  const socketFolder = makeSocketFolder()
  const removeSocket = () => {
    process.off('exit', removeSocket)
    rmSync(socketFolder, { recursive: true, force: true })
  }
  process.once('exit', removeSocket)
  try {
    const socketPath = join(socketFolder, socketName)
    const kept = files ? await keepOpen(dataFolder, socketPath) : await openThread(dataFolder, socketPath, stopped)
    files?.finish()
    const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketFolder)}`
    return { url, version: kept.version, close: () => kept.close().finally(removeSocket) }
  } catch (error) {
    removeSocket()
    if (!files) throw error
    const explained = await explainUnopened(dataFolder, error)
    files.giveUp()
    throw explained
  }
}

/** What was in memory only is gone. */
function stopped(): never {
  throw new Error('The embedded database stopped.')
}

type Files = { finish: () => void; giveUp: () => void }

/** A mark lies in the files of a database until it has opened for the first time; with it they hold nothing yet. */
async function prepareFiles(folder: string): Promise<Files> {
  const mark = join(folder, 'unfinished')
  await finishRestore(folder)
  if (existsSync(mark)) rmSync(folder, { recursive: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const isNew = readdirSync(folder).length === 0
  if (isNew) writeFileSync(mark, '')
  // Postgres would make a new database over the files of the old.
  else if (!existsSync(join(folder, 'PG_VERSION')))
    throw await explainUnopened(folder, new Error('PG_VERSION is missing.'))
  return {
    finish: () => rmSync(mark, { force: true }),
    giveUp: () => isNew && rmSync(folder, { recursive: true, force: true }),
  }
}
