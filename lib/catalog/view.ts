import type { CatalogItem } from './load-catalog.ts'
import { type Endpoint, type OauthNeeds, type Refused, refusalSentences, toOauthNeeds } from './offer.ts'
import { type SignInMethod, toEntryKey } from './schema.ts'

/** An entry in a list. `whyNot`: why it cannot be added; absent when it can. `isByAddress`: but by its address it can. */
export type EntryCard = {
  key: string
  name: string
  title: string
  description: string
  categories: string[]
  methods: SignInMethod[]
  address: string
  isSandbox: boolean
  whyNot?: string
  isByAddress: boolean
}

/** An entry in full, for onboarding. */
export type EntryView = EntryCard & {
  version: string
  summary: string
  useCases: string[]
  prerequisites: string[]
  notes: string[]
  limits: string | null
  requiredPermissions: string[]
  queryParameters: string[]
  references: string[]
  documentationUrl: string | null
  websiteUrl: string | null
  repositoryUrl: string | null
  transport: string
  serverType: string
  /** What an admin has to have for its sign-in by OAuth, if it has one. */
  oauthNeeds: OauthNeeds | null
  regions: { id: string; label: string; isSupported: boolean; workspaceHost: string | null }[]
  deprecatedTransports: { type: string; url: string }[]
  fieldNotes: Record<string, { label?: string | undefined; where?: string | undefined; url?: string | undefined }>
  related: { key: string; title: string }[]
  endpoints: Endpoint[]
  refused: (Refused & { message: string })[]
}

export function toEntryCard({ entry, published, offer }: CatalogItem): EntryCard {
  return {
    key: toEntryKey(entry.name),
    name: entry.name,
    title: entry.title ?? entry.name,
    description: entry.description,
    categories: published.categories,
    methods: offer.methods,
    address: offer.endpoints[0]?.url ?? entry.remotes?.[0]?.url ?? '',
    isSandbox: published.sandbox,
    ...(offer.reason && { whyNot: refusalSentences[offer.reason] }),
    isByAddress: offer.reason === 'value_in_url',
  }
}

export function toEntryView(item: CatalogItem, byName: ReadonlyMap<string, CatalogItem>): EntryView {
  const { entry, published, offer } = item
  return {
    ...toEntryCard(item),
    version: entry.version,
    summary: published.summary ?? entry.description,
    useCases: published.useCases,
    prerequisites: published.prerequisites,
    notes: published.notes,
    limits: published.limits ?? null,
    requiredPermissions: published.requiredPermissions,
    queryParameters: published.queryParameters,
    references: published.references,
    documentationUrl: published.documentationUrl ?? null,
    websiteUrl: entry.websiteUrl ?? null,
    repositoryUrl: entry.repository?.url ?? null,
    transport: published.transportLabel ?? (offer.reason === 'sse_only' ? 'SSE (deprecated)' : 'Streamable HTTP'),
    serverType: published.serverType ?? 'External',
    oauthNeeds: offer.methods.includes('oauth') ? toOauthNeeds(published) : null,
    regions: published.regions.map(({ id, label, supported, workspaceHost }) => ({
      id,
      label: label ?? id.toUpperCase(),
      isSupported: supported,
      workspaceHost: workspaceHost ?? null,
    })),
    deprecatedTransports: published.deprecatedTransports,
    fieldNotes: published.fields,
    related: published.relatedServers.flatMap((name) => {
      const other = byName.get(name)
      return other ? [{ key: toEntryKey(name), title: other.entry.title ?? name }] : []
    }),
    endpoints: offer.endpoints,
    refused: offer.refused.map((one) => ({ ...one, message: refusalSentences[one.reason] })),
  }
}
