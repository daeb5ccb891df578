/**
 * How long the server needs for a search over 10,000 entries: `node tests/bench/catalog-search.ts`. Lays generated
 * entries over the catalog, as an operator would, and calls the verb the page calls. Fails when p95 is 30 ms or more.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadCatalog } from '#lib/catalog/load-catalog.ts'
import { publishedKey, type SearchCatalogInput } from '#lib/catalog/schema.ts'
import { searchCatalog } from '#lib/catalog/search-catalog.ts'
import type { Context } from '#lib/context.ts'
import { provideEnv, readSettings } from '#lib/env.ts'

const entriesMin = 10_000
const rounds = 100
const p95MaxMs = 30

const nouns = ['ticket', 'invoice', 'deploy', 'calendar', 'lead', 'metric', 'document', 'order', 'incident', 'design']
const kinds = ['Customer Support', 'Database', 'Hosting', 'CRM', 'Monitoring & Observability', 'Design Tools']

function pick<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length]
  if (item === undefined) throw new Error('an empty list')
  return item
}

function generateEntry(index: number) {
  const noun = pick(nouns, index)
  return {
    name: `com.vendor${index}/${noun}-server`,
    title: `Vendor ${index} ${noun}s`,
    description: `Search and change the ${noun}s and ${pick(nouns, index * 7 + 3)}s of vendor ${index}.`,
    version: '1.0.0',
    remotes: [{ type: 'streamable-http', url: `https://mcp.vendor${index}.example/mcp` }],
    _meta: { [publishedKey]: { categories: [pick(kinds, index)], auth: { methods: [index % 3 ? 'header' : 'none'] } } },
  }
}

const searches: SearchCatalogInput[] = [
  {},
  { q: 'i' },
  { q: 'inter' },
  { q: 'vendor' },
  { q: 'vendor 99 ticket' },
  { q: 'search and change' },
  { q: 'nothing has this' },
  { q: 'deploy', category: 'Hosting' },
  { signIn: 'none', cursor: 2400 },
  { q: 'e', cursor: 9600 },
]

async function measure(): Promise<number[]> {
  const actor = { kind: 'user', organizationId: 'o', personId: 'p', email: 'a@b.c', name: 'A', role: 'member' } as const
  const ctx = { actor, requestId: 'bench' } as Context
  const { items } = await loadCatalog()
  if (items.length < entriesMin) throw new Error(`only ${items.length} entries`)

  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const search of searches) {
      const started = performance.now()
      await searchCatalog(ctx, search)
      times.push(performance.now() - started)
    }
  }
  return times.sort((a, b) => a - b)
}

const folder = await mkdtemp(join(tmpdir(), 'jetway-bench-'))
try {
  const overlay = join(folder, 'generated.json')
  await writeFile(overlay, JSON.stringify(Array.from({ length: entriesMin }, (_, index) => generateEntry(index))))
  provideEnv({ databaseUrl: '', masterKey: '' }, readSettings({ JETWAY_CATALOG: overlay }))

  const times = await measure()
  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? Number.NaN
  const p95 = at(0.95)
  const line = [`min ${at(0.0001).toFixed(2)}`, `median ${at(0.5).toFixed(2)}`, `p95 ${p95.toFixed(2)}`].join(' ms, ')
  console.log(`${times.length} searches over ${entriesMin} entries: ${line} ms`)
  if (p95 >= p95MaxMs) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true })
}
