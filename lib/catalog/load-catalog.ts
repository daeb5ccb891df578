/**
 * The catalog in memory: the entries that come with Jetway, and the operator's laid over them (`JETWAY_CATALOG`, a file
 * or a folder of *.json; same name replaces, new name adds). Read again when the operator's files change.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { env } from '#lib/env.ts'
import shipped from '../../catalog/servers.json' with { type: 'json' }
import { type Offer, toOffer } from './offer.ts'
import { brokenCatalog, type ReadEntry, readEntries, readFileEntries } from './read-entries.ts'

/** An entry with what can be done with it, and its words in lower case, ready to be searched. */
export type CatalogItem = ReadEntry & {
  offer: Offer
  words: { title: string; name: string; description: string; categories: string }
}

export type Catalog = {
  items: readonly CatalogItem[]
  byName: ReadonlyMap<string, CatalogItem>
  categories: readonly { name: string; count: number }[]
}

type Cached = { signature: string; catalog: Promise<Catalog> }
let cached: Cached | undefined

/** Throws a readable error when the operator's part cannot be used; start-up calls it to fail early. */
export async function loadCatalog(): Promise<Catalog> {
  const overlay = env().JETWAY_CATALOG
  const files = overlay ? await listFiles(overlay) : []
  const signature = files.map(({ path, changedAt, bytes }) => `${path} ${changedAt} ${bytes}`).join('\n')
  if (cached?.signature === signature) return cached.catalog

  const catalog = buildCatalog(files.map(({ path }) => path))
  const mine: Cached = { signature, catalog }
  cached = mine
  catalog.catch(() => {
    if (cached === mine) cached = undefined
  })
  return catalog
}

type OverlayFile = { path: string; changedAt: number; bytes: number }

async function listFiles(overlay: string): Promise<OverlayFile[]> {
  try {
    const folder = await stat(overlay)
    if (!folder.isDirectory()) return [{ path: overlay, changedAt: folder.mtimeMs, bytes: folder.size }]

    const names = (await readdir(overlay)).filter((name) => name.endsWith('.json')).sort()
    return await Promise.all(
      names.map(async (name) => {
        const path = join(overlay, name)
        const file = await stat(path)
        return { path, changedAt: file.mtimeMs, bytes: file.size }
      }),
    )
  } catch {
    throw brokenCatalog(overlay, 'there is no such file or folder, or it may not be read. Check JETWAY_CATALOG.')
  }
}

async function buildCatalog(paths: string[]): Promise<Catalog> {
  const byName = new Map<string, CatalogItem>()
  for (const read of readEntries(shipped, 'catalog/servers.json')) byName.set(read.entry.name, toItem(read))
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => {
      throw brokenCatalog(path, 'it may not be read.')
    })
    for (const read of readFileEntries(bytes, path)) byName.set(read.entry.name, toItem(read))
  }
  const items = [...byName.values()]
  return { items, byName, categories: countCategories(items) }
}

function toItem(read: ReadEntry): CatalogItem {
  const { entry, published } = read
  const words = {
    title: (entry.title ?? entry.name).toLowerCase(),
    name: entry.name.toLowerCase(),
    description: `${entry.description} ${published.summary ?? ''}`.toLowerCase(),
    categories: published.categories.join('\n').toLowerCase(),
  }
  return { ...read, offer: toOffer(read), words }
}

function countCategories(items: readonly CatalogItem[]): Catalog['categories'] {
  const counts = new Map<string, number>()
  for (const { published } of items) {
    for (const category of published.categories) counts.set(category, (counts.get(category) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => a.name.localeCompare(b.name))
}
