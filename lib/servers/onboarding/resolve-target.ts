import { findSseAddress, getEntry } from '#lib/catalog/get-entry.ts'
import { findPlaceholder } from '#lib/catalog/placeholders.ts'
import { toEntryName } from '#lib/catalog/schema.ts'
import { splitAddress } from '#lib/catalog/split-address.ts'
import type { EntryView } from '#lib/catalog/view.ts'
import type { Context } from '#lib/context.ts'
import { env } from '#lib/env.ts'
import { AppError, invalidField, notFound } from '#lib/errors.ts'
import { checkUrl } from '#lib/http/check-url.ts'
import { placeholdersOf, showAddress } from '../inputs/address.ts'
import type { Input } from '../inputs/schema.ts'
import { type ConnectionPart, customKey, entryKey } from '../schema.ts'
import { suggestInputs } from './suggest-inputs.ts'

/** The address a server gets, what it is sent as far as that is known, and what the catalog says about it. */
export type Target = { url: string; inputs: Input[]; region: string | null; entry: EntryView | null }

/** An address that somebody typed, and the values it takes. */
export type OwnAddress = { url: string; inputs: Input[] }

/** Names of query parameters that hold a secret wherever they were seen. */
const secretName = /token|secret|passw|credential|api[-_]?key|access[-_]?key|^(key|auth|sig|signature)$/i

type Choice = Pick<ConnectionPart, 'endpoint' | 'url'>

/** The key as it stands in an address. What cannot be one is a key that no entry has. */
export function parseEntryKey(raw: unknown): string {
  const { data } = entryKey.safeParse(raw)
  if (data === undefined) throw notFound('catalog entry')
  return data
}

/** The entry behind a key, or null for a custom server. Refuses entries that cannot be added in this version. */
export async function requireEntry(ctx: Context, key: string): Promise<EntryView | null> {
  if (key === customKey) return null
  const entry = await getEntry(ctx, toEntryName(key))
  if (entry.whyNot) throw new AppError('precondition_failed', `${entry.title} cannot be added. ${entry.whyNot}`)
  return entry
}

/** From a choice to an address: one of the entry's, or the typed one, which the outbound guard must allow. */
export async function resolveTarget(ctx: Context, key: string, choice: Choice): Promise<Target> {
  const entry = await requireEntry(ctx, key)
  if (!entry) return { ...(await requireOwnUrl(choice.url ?? '')), region: null, entry }

  const endpoint = choice.endpoint ? entry.endpoints.find(({ id }) => id === choice.endpoint) : entry.endpoints[0]
  if (!endpoint) throw invalidField('endpoint', `${entry.title} is not offered there. Choose one of the list.`)
  const inputs = suggestInputs(entry, endpoint.inputs)
  return { url: requireUrl(endpoint.url, 'endpoint'), inputs, region: endpoint.region ?? null, entry }
}

/**
 * An address somebody typed, in its one spelling, or a sentence at its field about what is wrong with it. `{name}` in its path
 * or as a parameter stands for a value that people give.
 */
export async function requireOwnUrl(raw: string): Promise<OwnAddress> {
  const split = splitOwnAddress(raw)
  const url = requireUrl(split.url)
  const secret = [...new URL(url).searchParams.keys()].find((name) => secretName.test(name))
  if (secret !== undefined) {
    const message = `Write ${secret}={${toField(secret)}}: what stands there would be stored readably, and people give their own value.`
    throw invalidField('url', message)
  }
  const known = await findSseAddress(url)
  if (!known) return { url, inputs: split.inputs }
  const way = known.url ? ` Use ${known.url} instead.` : ''
  throw invalidField('url', `This is ${known.title}’s old SSE address, and Jetway does not speak SSE.${way}`)
}

/** Last before an address is kept, whoever wrote it: its placeholders are filled in, and the guard allows it. */
function requireUrl(raw: string, field = 'url'): string {
  const placeholder = findPlaceholder(
    placeholdersOf(raw).reduce((rest, name) => rest.replaceAll(`{${name}}`, 'x'), raw),
  )
  if (placeholder !== null)
    throw invalidField(field, `${placeholder} is a placeholder. Put your own value in its place.`)
  const checked = checkUrl(raw, { allowNetworks: env().JETWAY_ALLOW_NETWORKS })
  if (!checked.ok) throw invalidField(field, checked.message)
  return showAddress(checked.url.href)
}

const any = () => true

export function splitOwnAddress(raw: string): OwnAddress {
  const { url, inputs } = splitAddress(raw.trim(), {}, { inQuery: any, inPath: any })
  return { url, inputs: suggestInputs(ownServer, inputs) }
}

const ownServer = { title: '', fieldNotes: {}, documentationUrl: null }

function toField(name: string): string {
  return name.toLowerCase().replace(/\W+/g, '_')
}
