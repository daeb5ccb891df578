/**
 * From the bytes of a file to checked entries. A file that cannot be used is refused as a whole, in a sentence that names
 * the file, the entry and what is wrong with it.
 */
import { AppError } from '#lib/errors.ts'
import { type Found, listEntries } from './older-forms.ts'
import { type CatalogEntry, catalogEntry, type Published, published, publishedKey } from './schema.ts'

export type ReadEntry = { entry: CatalogEntry; published: Published }

/** The entries of one file: an entry, a list of entries, or what a registry's API answers. */
export function readEntries(content: unknown, file: string): ReadEntry[] {
  return listEntries(content).map((found) => readEntry(found, file))
}

export function readFileEntries(bytes: Uint8Array, file: string): ReadEntry[] {
  const text = decode(bytes, file)
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw brokenCatalog(file, problemOfJson(text))
  }
  try {
    return readEntries(content, file)
  } catch (error) {
    // The stack is exhausted.
    if (error instanceof RangeError) throw brokenCatalog(file, 'it is nested too deep.')
    throw error
  }
}

export function brokenCatalog(file: string, problem: string): AppError {
  return new AppError('precondition_failed', `The catalog file ${file} cannot be used: ${problem}`)
}

/** A byte order mark says what it is; without one it is UTF-8. */
function decode(bytes: Uint8Array, file: string): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw brokenCatalog(file, 'it is not text in UTF-8.')
  }
}

/** Texts in quotes first, so that what stands in one is not taken for what it looks like. */
const faults = /"(?:\\.|[^"\\])*"|,(?=\s{0,200}[\]}])|\/[/*]/g

function problemOfJson(text: string): string {
  if (text.trim() === '') return 'it is empty.'
  for (const { 0: fault, index } of text.matchAll(faults)) {
    if (fault.startsWith('"')) continue
    const line = text.slice(0, index).split('\n').length
    return fault === ','
      ? `it is not valid JSON, there is a comma too many in line ${line}.`
      : `it is not valid JSON, there is a comment in line ${line}, and JSON has none.`
  }
  return /[\]}]\s*$/.test(text.slice(-200)) ? 'it is not valid JSON.' : 'it is not valid JSON, it ends in the middle.'
}

function readEntry({ raw, number }: Found, file: string): ReadEntry {
  const entry = catalogEntry.safeParse(raw)
  const where = `entry ${number}${nameOf(raw)}`
  if (!entry.success) throw brokenCatalog(file, `${where}: ${sentenceOf(entry.error.issues[0])}`)

  const meta = published.safeParse(entry.data._meta?.[publishedKey] ?? {})
  if (!meta.success) throw brokenCatalog(file, `${where}: _meta: ${sentenceOf(meta.error.issues[0])}`)
  return { entry: entry.data, published: meta.data }
}

function sentenceOf(issue: { path: PropertyKey[]; message: string } | undefined): string {
  return issue ? `${issue.path.join('.') || 'the entry'}: ${issue.message}` : 'it is wrong.'
}

function nameOf(raw: unknown): string {
  const name = typeof raw === 'object' && raw !== null && 'name' in raw ? raw.name : undefined
  return typeof name === 'string' ? ` (${name.slice(0, 200)})` : ''
}
