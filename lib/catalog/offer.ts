/**
 * What of an entry can be taken into the library now: its Streamable HTTP addresses with whatever sign-in. Everything else is named with its reason, for people and for the verb that refuses it.
 */
import { findPlaceholder } from './placeholders.ts'
import type { ReadEntry } from './read-entries.ts'
import type { CatalogInput, CatalogRemote, CatalogVariable, Published, SignInMethod } from './schema.ts'
import { splitAddress } from './split-address.ts'

export type Endpoint = { id: string; label: string; url: string; region?: string; inputs: CatalogInput[] }

export type OfferRefusal = 'secret_in_url' | 'value_in_url' | 'sse_only' | 'no_remote'

export type Refused = { label: string; url: string; reason: OfferRefusal }

/** `endpoints` is empty when nothing can be added; then `reason` says why. */
export type Offer = { methods: SignInMethod[]; endpoints: Endpoint[]; refused: Refused[]; reason?: OfferRefusal }

export const refusalSentences: Record<OfferRefusal, string> = {
  secret_in_url: 'It wants a secret in its host name, which every name server on the way would read.',
  value_in_url: 'Its address needs a value of yours: add it as a custom server by URL.',
  sse_only: 'It speaks only the old SSE transport, which Jetway does not.',
  no_remote: 'It runs on your own machine only; Jetway connects to servers on the network.',
}

const reasonOrder: OfferRefusal[] = ['secret_in_url', 'value_in_url', 'sse_only', 'no_remote']

export function toOffer({ entry, published }: ReadEntry): Offer {
  const remotes = entry.remotes ?? []
  const methods = published.auth?.methods ?? guessMethods(remotes)
  const endpoints: Endpoint[] = []
  const refused: Refused[] = []
  for (const given of remotes) {
    const { remote, inputs } = withInputs(given)
    const refusal = refusalOf(remote)
    for (const { url, label, region } of addressesOf(remote, published)) {
      const reason = refusal ?? refusalOfAddress(url, inputs)
      if (reason) refused.push({ label, url, reason })
      else
        endpoints.push({
          id: toId(label, endpoints.length),
          label,
          url,
          ...(region && { region }),
          inputs: needed(inputs, methods),
        })
    }
  }
  addVariants({ endpoints, refused }, published)
  if (endpoints.length > 0) return { methods, endpoints, refused }
  const reasons = new Set(refused.map(({ reason }) => reason))
  return { methods, endpoints, refused, reason: reasonOrder.find((reason) => reasons.has(reason)) ?? 'no_remote' }
}

/** `listed`: it registers Jetways whose address is on a list of its own. */
export type OauthNeeds = 'nothing' | 'listed' | 'client' | 'unknown'

/** What has to be there before people can sign in by OAuth, as the catalog says. */
export function toOauthNeeds({ auth }: Published): OauthNeeds {
  const { dynamicClientRegistration: registers, clientIdMetadataDocument } = auth?.oauth ?? {}
  if (registers === true || clientIdMetadataDocument) return 'nothing'
  if (registers === 'redirect-allowlist') return 'listed'
  return registers === false ? 'client' : 'unknown'
}

/** Without a word about sign-in, headers are taken for the way in; the live check shows the rest. */
function guessMethods(remotes: readonly CatalogRemote[]): SignInMethod[] {
  const keys = remotes.flatMap((remote) => withInputs(remote).inputs.filter(isKey))
  if (keys.length === 0) return ['none']
  const methods = [...new Set(keys.map(({ location }) => location))]
  return keys.some(({ isRequired }) => isRequired) ? methods : ['none', ...methods]
}

/** What an endpoint is sent, and the rest of its variables, which say where it is. */
function withInputs(remote: CatalogRemote): { remote: CatalogRemote; inputs: CatalogInput[] } {
  const variables = remote.variables ?? {}
  const { url, inputs } = splitAddress(remote.url, variables, { inQuery: isAsked, inPath: isSecret })
  const taken = new Set(inputs.flatMap((input) => Object.keys(input.variables ?? {})))
  const rest = Object.entries(variables).filter(([name]) => !taken.has(name))
  const headers = (remote.headers ?? []).map((header) => ({ ...header, location: 'header' as const }))
  return { remote: { ...remote, url, variables: Object.fromEntries(rest) }, inputs: [...headers, ...inputs] }
}

/** Neither the publisher nor the catalog has a value for it. */
function isAsked(name: string, variable: CatalogVariable | undefined): boolean {
  return isSecret(name, variable) || !(variable?.choices?.length || variable?.default)
}

function isSecret(name: string, variable: CatalogVariable | undefined): boolean {
  return variable ? Boolean(variable.isSecret) : secretName.test(name)
}

function refusalOf(remote: CatalogRemote): OfferRefusal | null {
  if (remote.type === 'sse') return 'sse_only'
  const variables = Object.values(remote.variables ?? {})
  if (variables.some(({ isSecret }) => isSecret)) return 'secret_in_url'
  const isOpen = variables.some(({ isRequired, choices, default: preset }) => isRequired && !choices?.length && !preset)
  return isOpen ? 'value_in_url' : null
}

/** What is left of a variable that has no value, or that nobody has declared. */
function refusalOfAddress(url: string, inputs: readonly CatalogInput[]): OfferRefusal | null {
  const inPath = inputs.filter(({ location }) => location === 'path').map(({ name }) => `{${name}}`)
  const placeholder = findPlaceholder(inPath.reduce((rest, part) => rest.replace(part, 'x'), url))
  if (placeholder === null) return null
  return secretName.test(placeholder) ? 'secret_in_url' : 'value_in_url'
}

const secretName = /token|secret|passw|key/i

/** Some say so at the header, some at the variables of its value. */
function isKey(input: CatalogInput): boolean {
  return [input, ...Object.values(input.variables ?? {})].some((one) => one.isSecret || one.isRequired)
}

/** Where OAuth or a header signs in and only the header is offered, the header that carries the secret is needed. */
function needed(inputs: readonly CatalogInput[], methods: readonly SignInMethod[]): CatalogInput[] {
  if (methods.includes('none')) return [...inputs]
  return inputs.map((input) => ({ ...input, isRequired: isKey(input) }))
}

type Address = { url: string; label: string; region?: string }

/** A variable with choices makes one address per choice; any other takes its default, or stays. */
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
  return value === '' ? url : url.replaceAll(`{${name}}`, value)
}

function addVariants({ endpoints, refused }: Pick<Offer, 'endpoints' | 'refused'>, { variants }: Published): void {
  const [first] = endpoints
  if (!first) return
  for (const { label, url } of variants) {
    const reason = refusalOfAddress(url, [])
    if (reason) refused.push({ label, url, reason })
    else endpoints.push({ id: toId(label, endpoints.length), label, url, inputs: first.inputs })
  }
}

function toId(label: string, index: number): string {
  const id = label.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return index === 0 ? id : `${id}-${index + 1}`
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}
