/**
 * What of an entry can be taken into the library now: its Streamable HTTP addresses whose sign-in is done by headers,
 * or that need none. Everything else is named with its reason, for people and for the verb that refuses it.
 */
import { findPlaceholder } from './placeholders.ts'
import type { ReadEntry } from './read-entries.ts'
import type { CatalogHeader, CatalogRemote, Published, SignInMethod } from './schema.ts'

export type Endpoint = { id: string; label: string; url: string; region?: string; headers: CatalogHeader[] }

export type OfferRefusal = 'oauth' | 'secret_in_url' | 'value_in_url' | 'sse_only' | 'no_remote'

export type Refused = { label: string; url: string; reason: OfferRefusal }

/** `endpoints` is empty when nothing can be added; then `reason` says why. */
export type Offer = { methods: SignInMethod[]; endpoints: Endpoint[]; refused: Refused[]; reason?: OfferRefusal }

export const refusalSentences: Record<OfferRefusal, string> = {
  oauth: 'It signs people in by OAuth, which this version of Jetway does not do yet.',
  secret_in_url: 'It wants a secret in its address, which this version of Jetway does not do yet.',
  value_in_url: 'Its address needs a value of yours: add it as a custom server by URL.',
  sse_only: 'It speaks only the old SSE transport, which Jetway does not.',
  no_remote: 'It runs on your own machine only; Jetway connects to servers on the network.',
}

const reasonOrder: OfferRefusal[] = ['oauth', 'secret_in_url', 'value_in_url', 'sse_only', 'no_remote']

export function toOffer({ entry, published }: ReadEntry): Offer {
  const remotes = entry.remotes ?? []
  const methods = published.auth?.methods ?? guessMethods(remotes)
  const endpoints: Endpoint[] = []
  const refused: Refused[] = []
  for (const remote of remotes) {
    const refusal = refusalOf(remote, methods)
    for (const { url, label, region } of addressesOf(remote, published)) {
      const reason = refusal ?? refusalOfAddress(url)
      if (reason) refused.push({ label, url, reason })
      else
        endpoints.push({
          id: toId(label, endpoints.length),
          label,
          url,
          ...(region && { region }),
          headers: headersOf(remote, methods),
        })
    }
  }
  addVariants({ endpoints, refused }, published)
  if (endpoints.length > 0) return { methods, endpoints, refused }
  const reasons = new Set(refused.map(({ reason }) => reason))
  return { methods, endpoints, refused, reason: reasonOrder.find((reason) => reasons.has(reason)) ?? 'no_remote' }
}

/** Without a word about sign-in, headers are taken for the way in; the live check shows the rest. */
function guessMethods(remotes: readonly CatalogRemote[]): SignInMethod[] {
  const headers = remotes.flatMap((remote) => remote.headers ?? [])
  if (headers.some(isKey)) return headers.some((header) => header.isRequired) ? ['header'] : ['none', 'header']
  if (remotes.some((remote) => Object.values(remote.variables ?? {}).some(({ isSecret }) => isSecret))) return ['query']
  return ['none']
}

function refusalOf(remote: CatalogRemote, methods: readonly SignInMethod[]): OfferRefusal | null {
  if (remote.type === 'sse') return 'sse_only'
  const variables = Object.values(remote.variables ?? {})
  if (variables.some(({ isSecret }) => isSecret)) return 'secret_in_url'

  const takesHeader = methods.includes('header') && (remote.headers ?? []).some(isKey)
  if (!takesHeader && !methods.includes('none')) {
    return methods.includes('oauth') || methods.includes('header') ? 'oauth' : 'secret_in_url'
  }
  const isOpen = variables.some(({ isRequired, choices, default: preset }) => isRequired && !choices?.length && !preset)
  return isOpen ? 'value_in_url' : null
}

/** What is left of a variable that has no value, or that nobody has declared. */
function refusalOfAddress(url: string): OfferRefusal | null {
  const placeholder = findPlaceholder(url)
  if (placeholder === null) return null
  return /token|secret|passw|key/i.test(placeholder) ? 'secret_in_url' : 'value_in_url'
}

/** Some say so at the header, some at the variables of its value. */
function isKey(header: CatalogHeader): boolean {
  return [header, ...Object.values(header.variables ?? {})].some((one) => one.isSecret || one.isRequired)
}

/** Where OAuth or a header signs in and only the header is offered, the header that carries the secret is needed. */
function headersOf(remote: CatalogRemote, methods: readonly SignInMethod[]): CatalogHeader[] {
  const headers = remote.headers ?? []
  if (methods.includes('none')) return headers
  return headers.map((header) => ({ ...header, isRequired: isKey(header) }))
}

type Address = { url: string; label: string; region?: string }

/** A variable with choices makes one address per choice; any other takes its default, leaves the query with its pair, or stays. */
function addressesOf(remote: CatalogRemote, published: Published): Address[] {
  let urls = [remote.url]
  for (const [name, variable] of Object.entries(remote.variables ?? {})) {
    const values = variable.choices?.length ? variable.choices : [variable.default ?? '']
    urls = urls.flatMap((url) => values.map((value) => fill(url, name, value)))
  }
  return urls.map((url) => {
    const region = published.regions.find((one) => one.url === url)
    return region
      ? { url, label: region.label ?? region.id.toUpperCase(), region: region.id }
      : { url, label: hostOf(url) }
  })
}

function fill(url: string, name: string, value: string): string {
  if (value !== '') return url.replaceAll(`{${name}}`, value)
  const pair = new RegExp(`([?&])[^?&=]+=\\{${name.replace(/\W/g, '\\$&')}\\}(&?)`)
  return url.replace(pair, (_, open: string, next: string) => (next ? open : ''))
}

function addVariants({ endpoints, refused }: Pick<Offer, 'endpoints' | 'refused'>, { variants }: Published): void {
  const [first] = endpoints
  if (!first) return
  for (const { label, url } of variants) {
    const reason = refusalOfAddress(url)
    if (reason) refused.push({ label, url, reason })
    else endpoints.push({ id: toId(label, endpoints.length), label, url, headers: first.headers })
  }
}

function toId(label: string, index: number): string {
  const id = label.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return index === 0 ? id : `${id}-${index + 1}`
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}
