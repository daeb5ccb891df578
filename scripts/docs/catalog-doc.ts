/** Writes docs/catalog.md from the shipped catalog; with `--check`, only says whether it is current. */
import { readFileSync, writeFileSync } from 'node:fs'
import { type Endpoint, type OauthNeeds, refusalSentences, toOauthNeeds, toOffer } from '#lib/catalog/offer.ts'
import { type ReadEntry, readEntries } from '#lib/catalog/read-entries.ts'
import shipped from '../../catalog/servers.json' with { type: 'json' }

const file = 'docs/catalog.md'
const head = `# The catalog

What comes with Jetway, how each server signs people in, and what an admin has to have before it is added. Written from \`catalog/servers.json\`
by \`node scripts/docs/catalog-doc.ts\`.

| Server | Signs in by | What an admin has to have |
|---|---|---|`

const needs: Record<OauthNeeds, string> = {
  nothing: 'for OAuth nothing: Jetway registers itself',
  listed: 'for OAuth a client of your own, where the vendor’s list lacks your address',
  client: 'for OAuth a client of your own (id, and secret where it has one)',
  unknown: 'for OAuth perhaps a client of your own',
}

const rows = readEntries(shipped, 'the shipped catalog')
  .map((read) => ({ read, title: read.entry.title ?? read.entry.name }))
  .sort((a, b) => (a.title < b.title ? -1 : 1))
  .map(({ read, title }) => `| ${[title, ...toColumns(read)].map(escapeCell).join(' | ')} |`)

const wanted = `${[head, ...rows].join('\n')}\n`
const written = readIfThere()
if (wanted === written) process.exit(0)
if (process.argv.includes('--check')) {
  console.error(`${file} does not agree with catalog/servers.json. Run: node scripts/docs/catalog-doc.ts`)
  process.exit(1)
}
writeFileSync(file, wanted)

function toColumns(read: ReadEntry): [string, string] {
  const { methods, endpoints, reason } = toOffer(read)
  if (reason) return ['–', refusalSentences[reason]]
  const inputs = endpoints.flatMap((endpoint) => endpoint.inputs)
  const ways = methods.map((method) => {
    if (method === 'none') return 'nothing'
    return method === 'oauth' ? 'OAuth' : namesAt(inputs, method)
  })
  return [[...new Set(ways)].join(', or '), methods.includes('oauth') ? needs[toOauthNeeds(read.published)] : 'nothing']
}

/** The header, or the part of the address, that values go into. */
function namesAt(inputs: Endpoint['inputs'], location: string): string {
  const names = [...new Set(inputs.filter((input) => input.location === location).map(({ name }) => `\`${name}\``))]
  const what = location === 'header' ? 'header' : location === 'query' ? 'parameter' : 'part of the path'
  return names.length > 0 ? `${what} ${names.join(', ')}` : what
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function readIfThere(): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
