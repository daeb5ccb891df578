/**
 * From what a file holds to checked entries. Files in the wild mix schema versions, so snake_case keys are accepted; a
 * file that cannot be used is refused as a whole, in a sentence that names the file, the entry and what is wrong with it.
 */
import { AppError } from '#lib/errors.ts'
import { type CatalogEntry, catalogEntry, type Published, published, publishedKey } from './schema.ts'

export type ReadEntry = { entry: CatalogEntry; published: Published }

/** The entries of one file: an entry, or a list of entries. */
export function readEntries(content: unknown, file: string): ReadEntry[] {
  const list = Array.isArray(content) ? content : [content]
  return list.map((raw, index) => readEntry(raw, { file, index }))
}

export function parseEntries(text: string, file: string): ReadEntry[] {
  try {
    return readEntries(JSON.parse(text), file)
  } catch (error) {
    if (error instanceof SyntaxError) throw brokenCatalog(file, 'it is not valid JSON.')
    throw error
  }
}

export function brokenCatalog(file: string, problem: string): AppError {
  return new AppError('precondition_failed', `The catalog file ${file} cannot be used: ${problem}`)
}

function readEntry(raw: unknown, place: { file: string; index: number }): ReadEntry {
  const entry = catalogEntry.safeParse(toCamelKeys(raw))
  const where = `entry ${place.index + 1}${nameOf(raw)}`
  if (!entry.success) throw brokenCatalog(place.file, `${where}: ${sentenceOf(entry.error.issues[0])}`)

  const meta = published.safeParse(entry.data._meta?.[publishedKey] ?? {})
  if (!meta.success) throw brokenCatalog(place.file, `${where}: _meta: ${sentenceOf(meta.error.issues[0])}`)
  return { entry: entry.data, published: meta.data }
}

function sentenceOf(issue: { path: PropertyKey[]; message: string } | undefined): string {
  return issue ? `${issue.path.join('.') || 'the entry'}: ${issue.message}` : 'it is wrong.'
}

function nameOf(raw: unknown): string {
  const name = typeof raw === 'object' && raw !== null && 'name' in raw ? raw.name : undefined
  return typeof name === 'string' ? ` (${name.slice(0, 200)})` : ''
}

/** `is_required` becomes `isRequired`. The names of variables and everything under `_meta` are data and stay. */
function toCamelKeys(value: unknown, areNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => toCamelKeys(item))
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).map(([key, item]) => {
    if (key === '_meta') return [key, item]
    const name = areNames ? key : key.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    return [name, toCamelKeys(item, name === 'variables' && !areNames)]
  })
  return Object.fromEntries(pairs)
}
