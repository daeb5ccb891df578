/**
 * The official registry's `server.json`, schema 2025-12-11, as far as Jetway reads it. Keys that are not listed are
 * dropped; nothing is defaulted, so that an entry which comes out as it went in is valid to the letter.
 * https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json
 */
import * as z from 'zod'

export const publishedKey = 'io.modelcontextprotocol.registry/publisher-provided'

const httpUrl = z.url({ protocol: /^https?$/, error: 'Must be an http or https address.' })
const templateUrl = z.string().regex(/^https?:\/\/\S+$/, 'Must be an http or https address.')
const texts = z.array(z.string())

const input = z.object({
  description: z.string().optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  format: z.enum(['string', 'number', 'boolean', 'filepath']).optional(),
  value: z.string().optional(),
  default: z.string().optional(),
  placeholder: z.string().optional(),
  choices: texts.optional(),
})

const header = input.extend({ name: z.string().min(1), variables: z.record(z.string(), input).optional() })

const remote = z.object({
  type: z.enum(['streamable-http', 'sse']),
  url: templateUrl,
  headers: z.array(header).optional(),
  variables: z.record(z.string(), input).optional(),
})

const icon = z.object({
  src: z.url({ protocol: /^https$/ }).max(255),
  mimeType: z.enum(['image/png', 'image/jpeg', 'image/jpg', 'image/svg+xml', 'image/webp']).optional(),
  sizes: z.array(z.string().regex(/^(\d+x\d+|any)$/)).optional(),
  theme: z.enum(['light', 'dark']).optional(),
})

const repository = z.object({
  url: httpUrl,
  source: z.string(),
  id: z.string().optional(),
  subfolder: z.string().optional(),
})

export const catalogEntry = z.object({
  $schema: z.url().optional(),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/, 'Must be a name such as com.example/server.'),
  title: z.string().min(1).max(100).optional(),
  description: z.string().min(1).max(100),
  version: z
    .string()
    .min(1)
    .max(255)
    .regex(/^(?![\^~<>=])(?!.*(\.[xX*](\.|$)|\s-\s|\|\|))/, 'Must be one version, not a range.'),
  websiteUrl: httpUrl.optional(),
  repository: repository.optional(),
  icons: z.array(icon).optional(),
  /** What runs on one’s own machine: not read any further. */
  packages: z.array(z.looseObject({})).optional(),
  remotes: z.array(remote).optional(),
  _meta: z.record(z.string(), z.unknown()).optional(),
})

const method = z.enum(['header', 'oauth', 'none', 'query', 'path'])

/** What the publisher adds under `_meta`: everything the format itself has no place for. */
export const published = z.object({
  categories: texts.default([]),
  summary: z.string().optional(),
  useCases: texts.default([]),
  prerequisites: texts.default([]),
  notes: texts.default([]),
  limits: z.string().optional(),
  requiredPermissions: texts.default([]),
  queryParameters: texts.default([]),
  references: z.array(httpUrl).default([]),
  relatedServers: texts.default([]),
  documentationUrl: httpUrl.optional(),
  serverType: z.string().optional(),
  transportLabel: z.string().optional(),
  sandbox: z.boolean().default(false),
  auth: z
    .object({
      methods: z.array(method).min(1),
      oauth: z
        .object({
          issuer: httpUrl.optional(),
          scopes: texts.optional(),
          note: z.string().optional(),
          /** Whether it registers clients that ask; some do for addresses on a list of theirs. */
          dynamicClientRegistration: z.union([z.boolean(), z.literal('redirect-allowlist')]).optional(),
          clientIdMetadataDocument: z.boolean().optional(),
        })
        .optional()
        .catch(undefined),
    })
    .optional(),
  regions: z
    .array(
      z.object({
        id: z.string().min(1),
        label: z.string().optional(),
        workspaceHost: z.string().optional(),
        url: httpUrl.optional(),
        supported: z.boolean().default(true),
      }),
    )
    .default([]),
  variants: z.array(z.object({ label: z.string().min(1), url: httpUrl })).default([]),
  deprecatedTransports: z.array(z.object({ type: z.string(), url: httpUrl })).default([]),
  fields: z
    .record(
      z.string(),
      z.object({ label: z.string().optional(), where: z.string().optional(), url: httpUrl.optional() }),
    )
    .default({}),
})

export type CatalogEntry = z.output<typeof catalogEntry>
export type CatalogRemote = z.output<typeof remote>
export type CatalogHeader = z.output<typeof header>
export type CatalogVariable = z.output<typeof input>
/** A header, or what an address takes. */
export type CatalogInput = CatalogHeader & { location: 'header' | 'query' | 'path' }
export type Published = z.output<typeof published>
export type SignInMethod = z.output<typeof method>

/** How a browse may be narrowed: by what one signs in with, or to what can be added now. */
export const signInFilters = ['header', 'none', 'oauth', 'url'] as const

export const catalogPageSize = 24

export const searchCatalogInput = z.object({
  q: z.string().trim().max(200).catch('').default(''),
  category: z.string().max(100).optional().catch(undefined),
  signIn: z.enum(signInFilters).optional().catch(undefined),
  cursor: z.coerce.number().int().min(0).max(1_000_000).catch(0).default(0),
})

export type SearchCatalogInput = z.input<typeof searchCatalogInput>

/** An entry's name as one part of an address: its one slash becomes a tilde, which no name has. */
export function toEntryKey(name: string): string {
  return name.replace('/', '~')
}

export function toEntryName(key: string): string {
  return key.replace('~', '/')
}
