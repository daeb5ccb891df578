/**
 * A server as somebody else has written it down: a `server.json` of the registry (also as its API answers it), or the settings of a
 * client (`mcp.json`), whose values are taken out: what was between quotes is somebody's own, and people give theirs. Pure.
 */

import { toOffer } from '#lib/catalog/offer.ts'
import { findPlaceholder, toTemplate } from '#lib/catalog/placeholders.ts'
import { readEntries } from '#lib/catalog/read-entries.ts'
import { toEntryView } from '#lib/catalog/view.ts'
import { invalidField, isAppError } from '#lib/errors.ts'
import { refuseName } from '../inputs/input-policy.ts'
import type { Input } from '../inputs/schema.ts'
import { toSlug } from '../slug.ts'
import { suggestInputs } from './suggest-inputs.ts'

/** `dropped`: of which headers and parameters a value stood there. */
export type Imported = { name: string; description: string; url: string; inputs: Input[]; dropped: string[] }
/** `why`: a sentence about what Jetway cannot use. */
export type NotImported = { name: string; why: string }
export type Import = { servers: Imported[]; others: NotImported[] }

type Json = Record<string, unknown>

/** What the form calls the text: nothing of it is kept or said again. */
export const importField = 'secret.text'

/** How a text is called that has no name. */
const file = 'This'

/** Throws `invalid` in a sentence for what is neither of both. */
export function readImport(text: string): Import {
  const content = parse(text)
  const settings = settingsIn(content)
  const read = settings ? Object.entries(settings).map(fromSettings) : orWhy(file, () => fromRegistry(content))
  const servers = read.flatMap((one) => ('why' in one ? [] : [one]))
  const others = read.flatMap((one) => ('why' in one ? [one] : []))
  if (read.length === 0) throw invalidField(importField, 'No server is described in it.')
  return { servers, others }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw invalidField(importField, 'This is not JSON. Paste the whole file, without comments.')
  }
}

/** Clients call the list of their servers by these names, some one level down. */
function settingsIn(content: unknown): Json | null {
  if (!isObject(content)) return null
  for (const list of [content.mcpServers, content.servers, isObject(content.mcp) ? content.mcp.servers : undefined])
    if (isObject(list)) return list
  return 'url' in content && !('remotes' in content) ? { [nameOfAddress(content.url)]: content } : null
}

function nameOfAddress(url: unknown): string {
  return URL.parse(String(url))?.hostname ?? 'server'
}

function fromSettings([name, raw]: [string, unknown]): Imported | NotImported {
  if (!isObject(raw)) return { name, why: 'It is not described.' }
  const url = [raw.url, raw.serverUrl, raw.httpUrl].find((one): one is string => typeof one === 'string')
  if (url === undefined)
    return {
      name,
      why: 'It is a program that runs on somebody’s machine. Jetway connects servers that have an address.',
    }
  if (raw.type === 'sse' || raw.transport === 'sse') return { name, why: 'It speaks SSE, which MCP has given up.' }
  // What the connection and the protocol set themselves is nobody's to give.
  const headers = Object.entries(isObject(raw.headers) ? raw.headers : {}).filter(
    ([header]) => refuseName('header', header) === null,
  )
  const address = withoutValues(url)
  const sent = headers.map(([header, value]) => toHeader(header, String(value)))
  const entry = {
    name: `imported/${toSlug(name)}`,
    title: name.slice(0, 100),
    description: `Imported as ${name}`.slice(0, 100),
    version: '1.0.0',
    remotes: [{ type: 'streamable-http', url: address.url, headers: sent.map(({ declared }) => declared) }],
  }
  const [read] = orWhy(name, () => fromRegistry(entry))
  if (!read || 'why' in read) return { name, why: read?.why ?? 'It is not described.' }
  const dropped = [...sent.flatMap(({ isDropped, declared }) => (isDropped ? [declared.name] : [])), ...address.dropped]
  return { ...read, name, description: '', dropped }
}

/** What is said instead of a value is kept; a value is not. Its scheme is no part of it. */
function toHeader(name: string, value: string) {
  const template = toTemplate(name, value.trim())
  const isDropped = template === value.trim() && findPlaceholder(template) === null && !/\{\w[^{}]*\}/.test(template)
  const [, scheme] = /^(Bearer|Basic|Token|ApiKey|Bot)\s+\S/i.exec(value.trim()) ?? []
  const kept = isDropped
    ? scheme
      ? `${scheme} {${/^basic$/i.test(scheme) ? 'user}:{password' : 'token'}}`
      : ''
    : template
  return { isDropped, declared: { name, isRequired: true, isSecret: true, ...(kept !== '' && { value: kept }) } }
}

const secretName = /key|token|secret|auth|pass|sig|credential/i

/** Parameters that are called like secrets are for people to fill in. */
function withoutValues(url: string): { url: string; dropped: string[] } {
  const [place = '', query] = toTemplate('', url).split('?', 2)
  if (query === undefined) return { url: place, dropped: [] }
  const dropped: string[] = []
  const parts = query.split('&').map((part) => {
    const [name = '', value = ''] = part.split('=', 2)
    if (value === '' || /\{[^{}]+\}/.test(value) || !secretName.test(name)) return part
    dropped.push(name)
    return `${name}={${name.replaceAll(/\W+/g, '_').toLowerCase()}}`
  })
  return { url: `${place}?${parts.join('&')}`, dropped }
}

/** An entry of the registry's form, by the way that the catalog's go. */
function fromRegistry(content: unknown): (Imported | NotImported)[] {
  return readEntries(content, file).map((read) => {
    const name = read.entry.title ?? read.entry.name
    const words = { title: '', name: '', description: '', categories: '' }
    const view = toEntryView({ ...read, offer: toOffer(read), words }, new Map())
    const [endpoint] = view.endpoints
    if (!endpoint) return { name, why: view.refused[0]?.message ?? 'It has no address that Jetway can call.' }
    const inputs = suggestInputs(view, endpoint.inputs)
    return { name, description: view.description, url: endpoint.url, inputs, dropped: [] }
  })
}

/** What is wrong with it, as a sentence, where it cannot be read. */
function orWhy(name: string, read: () => (Imported | NotImported)[]): (Imported | NotImported)[] {
  try {
    return read()
  } catch (error) {
    if (!isAppError(error)) throw error
    return [{ name, why: error.message.replace(`The catalog file ${file} cannot be used: `, 'It cannot be used: ') }]
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
