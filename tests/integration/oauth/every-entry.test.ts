/**
 * Each entry of the catalog whose vendor signs people in, through discovery, registration and consent, with a vendor that behaves
 * as the entry's data says: where it publishes what, whom it registers, which permissions there are.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { beginSignIn } from '#lib/auth-links/signing-in/begin-sign-in.ts'
import { finishSignIn } from '#lib/auth-links/signing-in/finish-sign-in.ts'
import { newToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { env, provideEnv } from '#lib/env.ts'
import { redirectUriOf, setUpOauth } from '#lib/servers/oauth/set-up-oauth.ts'
import { createTokens } from '#sandbox/sign-in/tokens.ts'
import { startVendor, type VendorServer } from '#sandbox/vendor/start-vendor.ts'
import { defineTool } from '#sandbox/vendor/tool.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import shipped from '../../../catalog/servers.json' with { type: 'json' }

const key = 'io.modelcontextprotocol.registry/publisher-provided'

const oauth = z.object({
  dynamicClientRegistration: z
    .union([z.boolean(), z.string()])
    .nullish()
    .transform((said) => said ?? undefined),
  clientIdMetadataDocument: z
    .boolean()
    .nullish()
    .transform((said) => said ?? undefined),
  protectedResourceMetadata: z
    .boolean()
    .nullish()
    .transform((said) => said ?? undefined),
  issuer: z
    .string()
    .nullish()
    .transform((said) => said ?? undefined),
  scopes: z
    .array(z.string())
    .nullish()
    .transform((said) => said ?? undefined),
})
const entrySchema = z.object({
  name: z.string(),
  remotes: z.array(z.object({ url: z.string() })).default([]),
  _meta: z.object({ [key]: z.object({ auth: z.object({ methods: z.array(z.string()), oauth: oauth.optional() }) }) }),
})

type Data = Partial<z.output<typeof oauth>>
type Entry = { name: string; url: string; data: Data }

const entries = shipped.flatMap((raw): Entry[] => {
  const { name, remotes, _meta } = entrySchema.parse(raw)
  const { methods, oauth: data = {} } = _meta[key].auth
  const [remote] = remotes
  return methods.includes('oauth') && remote ? [{ name, url: remote.url, data }] : []
})

const ownClient = { id: 'made-by-hand', secret: 'a-secret-made-by-hand-0123', name: 'Jetway' }
const fallback = ['read', 'write']

/** Registers whom it likes: everybody, nobody, or those on a list that Jetway is not on. */
function registers({ dynamicClientRegistration: said }: Data): 'all' | 'nobody' | 'listed' {
  if (typeof said === 'string') return 'listed'
  return said === false ? 'nobody' : 'all'
}

function startAs({ name, url, data }: Entry): Promise<VendorServer> {
  const scopes = data.scopes ?? fallback
  const isElsewhere = data.issuer !== undefined && new URL(data.issuer).origin !== URL.parse(url)?.origin
  // Who signs people in elsewhere has to be named somewhere: by the server, or else by the catalog alone.
  const publishes = data.protectedResourceMetadata ?? isElsewhere
  const whom = registers(data)
  return startVendor({
    name,
    path: '/mcp',
    signsInElsewhere: isElsewhere,
    ownClient,
    tokens: createTokens('at-'),
    handPrefix: 'pat-',
    tools: [
      defineTool({ name: 'whoami', description: 'Who', input: z.object({}), run: (account: string) => ({ account }) }),
    ],
    dataOf: (account) => account,
    toResource: (origin) => (publishes ? `${origin}/mcp` : null),
    unauthorized: () => ({ error: 'invalid_token' }),
    manners: {
      vendor: name,
      paths: {
        authorize: '/authorize',
        token: '/token',
        revoke: '/revoke',
        ...(whom !== 'nobody' && { register: '/register' }),
      },
      refusesClients: whom === 'listed',
      metadata: {
        token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
        client_id_metadata_document_supported: data.clientIdMetadataDocument ?? false,
      },
      separator: ' ',
      scopes,
      accountWord: 'account',
      accounts: () => ['ada@example.test'],
      lifetimeSeconds: 3_600,
      tokenType: 'Bearer',
      keepsRefreshToken: false,
    },
  })
}

/** What a person does there: all that is asked for is allowed. */
async function agree(way: URL): Promise<URLSearchParams> {
  const form = new URLSearchParams({ decision: 'approve', account: 'ada@example.test' })
  for (const scope of (way.searchParams.get('scope') ?? '').split(' ')) form.append('scope', scope)
  const answer = await fetch(way, { method: 'POST', body: form, redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '').searchParams
}

const original = env()
const folder = mkdtempSync(join(tmpdir(), 'jetway-entries-'))
const vendors = new Map<string, VendorServer>()

beforeAll(async () => {
  for (const entry of entries) vendors.set(entry.name, await startAs(entry))
  const overlay = shipped.flatMap((raw) => {
    const vendor = vendors.get(raw.name)
    if (!vendor) return []
    const entry = entries.find(({ name }) => name === raw.name)
    let text = JSON.stringify(raw).replaceAll(JSON.stringify(entry?.url), JSON.stringify(vendor.url))
    const issuer = entry?.data.issuer
    if (issuer) text = text.replaceAll(JSON.stringify(issuer), JSON.stringify(vendor.issuer))
    return [JSON.parse(text)]
  })
  writeFileSync(join(folder, 'own.json'), JSON.stringify(overlay))
  provideEnv(original, { ...original, JETWAY_CATALOG: join(folder, 'own.json') })
})
afterAll(async () => {
  provideEnv(original, original)
  await Promise.all([...vendors.values()].map(({ close }) => close()))
  rmSync(folder, { recursive: true })
})

test('there are as many as the catalog says', () => {
  expect(entries.length).toBeGreaterThan(60)
})

describe.each(entries)('$name', ({ name, data }) => {
  test('is signed in to as its data says', async () => {
    const vendor = vendors.get(name)
    if (!vendor) throw new Error('It did not start.')
    const admin = await signedIn({ role: 'admin' })
    const { organizationId } = admin.actor
    const { id: serverId } = await buildServer({ organizationId, url: vendor.url, headers: [] })
    await database().server.update({ where: { id: serverId }, data: { entryName: name } })

    const whom = registers(data)
    const first = await setUpOauth(admin, { serverId })
    if (whom === 'all') expect(first).toEqual({ ok: true, issuer: vendor.issuer })
    else {
      const said = whom === 'listed' ? { said: expect.stringContaining('not in the allowlist') } : {}
      expect(first).toMatchObject({ ok: false, redirectUri: redirectUriOf(), ...said })
      const own = { clientId: ownClient.id, secret: { client: ownClient.secret } }
      expect(await setUpOauth(admin, { serverId, ...own })).toEqual({ ok: true, issuer: vendor.issuer })
    }

    const { project } = await buildProject({ owner: admin })
    const { id: connectionId } = await buildConnection({ project, serverId, slug: 'one' })
    const browser = newToken()
    const way = await beginSignIn(admin, { connectionId }, browser)
    expect(way.searchParams.get('scope')?.split(' ')).toEqual(data.scopes ?? fallback)
    expect(await finishSignIn([admin], { params: await agree(way), browser })).toMatchObject({ end: 'connected' })
  })
})
