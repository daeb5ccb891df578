/**
 * The operator's files (`JETWAY_CATALOG`, a file or a folder of *.json): which there are and what they hold. Once they have
 * been read, one that breaks keeps what it held, and so do all when nothing is left of them, as when a disk goes away; one
 * file taken out of a folder takes its entries along.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAppError } from '#lib/errors.ts'
import { brokenCatalog, type ReadEntry, readFileEntries } from './read-entries.ts'

type OverlayFile = { path: string; seenAs: string }

/** `problem`: there is nothing to list. */
export type Listing = { overlay: string; files: OverlayFile[]; seenAs: string; problem?: Error }

/** What each file held when it was last sound, in their order. */
export type Held = ReadonlyMap<string, { seenAs: string; entries: ReadEntry[] }>

const fileBytesMax = 16 * 1_048_576

export async function listOverlay(overlay: string): Promise<Listing> {
  try {
    const isFolder = (await stat(overlay)).isDirectory()
    const names = isFolder ? (await readdir(overlay)).filter(isEntryFile).sort() : []
    const paths = isFolder ? names.map((name) => join(overlay, name)) : [overlay]
    const found = await Promise.all(paths.map(lookAt))
    const files = found.filter((file) => file !== null)
    return { overlay, files, seenAs: files.map(({ path, seenAs }) => `${path} ${seenAs}`).join('\n') }
  } catch {
    const problem = brokenCatalog(
      overlay,
      'there is no such file or folder, or it may not be read. Check JETWAY_CATALOG.',
    )
    return { overlay, files: [], seenAs: 'gone', problem }
  }
}

/** Hidden ones are an editor's or a copy's own. */
function isEntryFile(name: string): boolean {
  return name.endsWith('.json') && !name.startsWith('.')
}

/** What changes when a file does, also its rights, or the place a link leads to. Null for what is no file. */
async function lookAt(path: string): Promise<OverlayFile | null> {
  const found = await stat(path).catch(() => null)
  if (!found) return { path, seenAs: 'unseen' }
  const { size, mtimeMs, ctimeMs, ino } = found
  return found.isDirectory() ? null : { path, seenAs: [size, mtimeMs, ctimeMs, ino].join(' ') }
}

/** Reads what has changed. Without anything held yet, the first file that is not sound is an error. */
export async function readOverlay(listing: Listing, held: Held | null): Promise<{ held: Held; problems: string[] }> {
  const { files, overlay, problem } = listing
  if (problem && !held) throw problem
  if (held && (problem || (held.size > 0 && files.length === 0))) {
    return { held, problems: [problem?.message ?? `The catalog folder ${overlay} holds no *.json file any more.`] }
  }

  const now = new Map<string, { seenAs: string; entries: ReadEntry[] }>()
  const problems: string[] = []
  for (const { path, seenAs } of files) {
    const known = held?.get(path)
    try {
      now.set(path, known?.seenAs === seenAs ? known : { seenAs, entries: await readOne(path) })
    } catch (error) {
      if (!held) throw error
      problems.push((isAppError(error) ? error : brokenCatalog(path, 'it cannot be read.')).message)
      now.set(path, { seenAs: 'broken', entries: known?.entries ?? [] })
    }
  }
  return { held: now, problems }
}

async function readOne(path: string): Promise<ReadEntry[]> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw brokenCatalog(path, 'there is no such file, or it may not be read.')
  if (found.size > fileBytesMax) throw brokenCatalog(path, 'it is larger than 16 MB.')
  const bytes = await readFile(path).catch(() => {
    throw brokenCatalog(path, 'it may not be read.')
  })
  return readFileEntries(bytes, path)
}
