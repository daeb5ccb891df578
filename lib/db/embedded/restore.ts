/**
 * A backup becomes the database: unpacked beside it, opened and checked there, and only then put in its place. A kill at
 * any point leaves the old database, or the new one, complete; `finishRestore` makes the last step at the next start.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import { findApplied, listMigrations, refuseUnknown } from '../migrate.ts'
import { findElsewhere } from './explain-unopened.ts'

const noBackup = 'This file is not a whole backup of Jetway: it does not open as a database. Nothing was changed.'

/** Answers where the database that was there before is kept, if there was one. The caller holds the data lock. */
export async function restoreEmbedded(databaseFolder: string, file: string): Promise<{ keptAs: string | null }> {
  const backup = await readFile(file)
  const unchecked = `${databaseFolder}.unchecked`
  await finishRestore(databaseFolder)
  await rm(unchecked, { recursive: true, force: true })
  await mkdir(unchecked, { recursive: true, mode: 0o700 })
  try {
    await unpackAndCheck(unchecked, backup)
  } catch (error) {
    await rm(unchecked, { recursive: true, force: true })
    throw error
  }
  await rename(unchecked, checkedFolder(databaseFolder))
  const keptAs = existsSync(databaseFolder) ? `${databaseFolder}.before-restore-${timestamp()}` : null
  if (keptAs) await rename(databaseFolder, keptAs)
  await finishRestore(databaseFolder)
  return { keptAs }
}

/** After a kill between the two renames: puts the new database in its place. Before the first, it never happened. */
export async function finishRestore(databaseFolder: string): Promise<void> {
  const checked = checkedFolder(databaseFolder)
  if (existsSync(databaseFolder)) await rm(checked, { recursive: true, force: true })
  else if (existsSync(checked)) await rename(checked, databaseFolder)
}

function checkedFolder(databaseFolder: string): string {
  return `${databaseFolder}.restored`
}

async function unpackAndCheck(folder: string, backup: Buffer): Promise<void> {
  const database = await openBackup(folder, backup)
  try {
    const applied = await findApplied({ query: (sql) => database.query<{ name: string | null }>(sql) })
    if (applied.length === 0) throw new Error('This is a database, but not one of Jetway: it has no migrations.')
    refuseUnknown(applied, await listMigrations())
  } finally {
    await database.close()
  }
}

async function openBackup(folder: string, backup: Buffer): Promise<PGlite> {
  // Unpacked here, because PGlite throws what a damaged file does to it where nobody can catch it.
  const tar = await promisify(gunzip)(backup).catch((cause: unknown) => {
    throw new Error(noBackup, { cause })
  })
  try {
    return await PGlite.create({ dataDir: folder, loadDataDir: new Blob([tar]) })
  } catch (cause) {
    const elsewhere = await findElsewhere(folder)
    throw new Error(elsewhere ? `${elsewhere} Nothing was changed.` : noBackup, { cause })
  }
}

function timestamp(): string {
  return new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
}
