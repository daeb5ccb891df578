import { existsSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import { explainUnopened } from './explain-unopened.ts'

/**
 * Writes the whole database into one file (a compressed tar of its folder), readable by its owner only, and whole or not
 * at all. The caller holds the data lock. The master key is not in it.
 */
export async function backUpEmbedded(databaseFolder: string, file: string): Promise<{ bytes: number }> {
  if (!existsSync(databaseFolder)) throw new Error(`There is no database in ${databaseFolder} yet.`)
  const database = await PGlite.create({ dataDir: databaseFolder }).catch(async (cause: unknown) => {
    throw await explainUnopened(databaseFolder, cause)
  })
  const dump = await database.dumpDataDir('none').finally(() => database.close())
  const bytes = await promisify(gzip)(await dump.arrayBuffer())
  const unfinished = `${file}.${process.pid}.part`
  try {
    await writeFile(unfinished, bytes, { mode: 0o600, flag: 'wx', flush: true })
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  return { bytes: bytes.length }
}
