/**
 * The catalog in memory: the entries that come with Jetway, and the operator's laid over them (same name replaces, new name
 * adds). Looked at again with every use, read again when the operator's files change. Both module graphs share it, so that
 * what one of them has read is the last good catalog of the other, too.
 */
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import shipped from '../../catalog/servers.json' with { type: 'json' }
import { type Offer, toOffer } from './offer.ts'
import { type Held, type Listing, listOverlay, readOverlay } from './overlay-files.ts'
import { type ReadEntry, readEntries } from './read-entries.ts'

/** An entry with what can be done with it, and its words in lower case, ready to be searched. */
export type CatalogItem = ReadEntry & {
  offer: Offer
  words: { title: string; name: string; description: string; categories: string }
}

export type Catalog = {
  items: readonly CatalogItem[]
  byName: ReadonlyMap<string, CatalogItem>
  categories: readonly { name: string; count: number }[]
  /** What is wrong with the operator's files while what they held before stays in use. */
  problems: readonly string[]
}

type Loaded = { catalog: Catalog; held: Held }
type Current = { overlay: string | undefined; seenAs: string; loaded: Promise<Loaded> }

const slot = Symbol.for('jetway.catalog')
const shared = globalThis as typeof globalThis & { [slot]?: Current }

/** Throws a readable error while the operator's part has never been sound; start-up calls it to fail early. */
export async function loadCatalog(): Promise<Catalog> {
  const overlay = env().JETWAY_CATALOG
  const listing = overlay ? await listOverlay(overlay) : null
  const seenAs = listing?.seenAs ?? ''
  const known = shared[slot]?.overlay === overlay ? shared[slot] : undefined
  if (known?.seenAs === seenAs) return (await known.loaded).catalog

  const mine: Current = { overlay, seenAs, loaded: load(listing, known) }
  shared[slot] = mine
  mine.loaded.catch(() => {
    if (shared[slot] === mine) shared[slot] = known
  })
  return (await mine.loaded).catalog
}

/** Waits for the one before, of which it keeps what is not sound any more. */
async function load(listing: Listing | null, before?: Current): Promise<Loaded> {
  const last = before ? await before.loaded.catch(() => null) : null
  const { held, problems } = listing
    ? await readOverlay(listing, last?.held ?? null)
    : { held: new Map() as Held, problems: [] }
  tell(problems, last?.catalog.problems ?? [])
  const read = [...held.values()].flatMap(({ entries }) => entries)
  return { held, catalog: { ...buildCatalog(read), problems } }
}

/** Once for each problem, and once when there is none left. */
function tell(problems: readonly string[], before: readonly string[]): void {
  for (const problem of problems.filter((one) => !before.includes(one)))
    log.warn(`${problem} Whatever it held before stays in use.`)
  if (problems.length === 0 && before.length > 0) log.info('All catalog files can be used again.')
}

function buildCatalog(read: ReadEntry[]): Omit<Catalog, 'problems'> {
  const byName = new Map<string, CatalogItem>()
  for (const one of [...readEntries(shipped, 'catalog/servers.json'), ...read]) byName.set(one.entry.name, toItem(one))
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
