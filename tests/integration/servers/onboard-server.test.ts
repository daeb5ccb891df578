import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { onboardServer } from '#lib/servers/onboarding/onboard-server.ts'
import { contextFor, signedIn, stranger } from '#tests/support/factories/context.ts'

const bearer = {
  name: 'Authorization',
  template: 'Bearer {access_token}',
  fields: [{ name: 'access_token', label: 'Access token' }],
}
const own = { name: 'Tickets', slug: 'tickets', url: 'https://mcp.acme.example/mcp', inputs: [bearer] }

describe('onboardServer', () => {
  test('takes a custom server in, not verified, with its headers in order', async () => {
    const admin = await signedIn({ role: 'admin' })
    const second = { name: 'X-Team', template: 'support', isRequired: false }
    const server = await onboardServer(admin, { ...own, inputs: [bearer, second] })
    expect(server).toMatchObject({
      entryKey: null,
      name: 'Tickets',
      slug: 'tickets',
      url: 'https://mcp.acme.example/mcp',
      reach: 'unknown',
      credentialMode: 'per_person',
      isSandbox: false,
      inputs: [
        { name: 'Authorization', template: 'Bearer {access_token}', isRequired: true, isSecret: true },
        { name: 'X-Team', template: 'support', isRequired: false, isSecret: false, fields: [] },
      ],
    })
  })

  test('takes the address and the region of a catalog entry from the catalog', async () => {
    const admin = await signedIn({ role: 'admin' })
    const input = { entryKey: 'com.intercom~mcp', endpoint: 'eu-2', name: 'Intercom', slug: 'intercom' }
    const server = await onboardServer(admin, { ...input, url: 'https://elsewhere.example/mcp' })
    expect(server).toMatchObject({ url: 'https://mcp.eu.intercom.com/mcp', region: 'eu', entryKey: 'com.intercom~mcp' })
  })

  test('leaves an audit record without values', async () => {
    const admin = await signedIn({ role: 'admin' })
    const { id } = await onboardServer(admin, own)
    const records = await database().auditRecord.findMany({ where: { targetId: id } })
    expect(records).toMatchObject([
      {
        action: 'server.onboard',
        actorId: admin.actor.personId,
        targetLabel: 'Tickets',
        details: { slug: 'tickets', inputs: ['Authorization'] },
      },
    ])
  })

  test.each([['com.plaid~dashboard-mcp', 'old SSE transport']])(
    'refuses %s with the reason',
    async (entryKey, reason) => {
      const admin = await signedIn({ role: 'admin' })
      await expect(onboardServer(admin, { entryKey, name: 'A', slug: 'a' })).rejects.toMatchObject({
        code: 'precondition_failed',
        message: expect.stringContaining(reason),
      })
    },
  )

  test('refuses an entry and an endpoint that do not exist', async () => {
    const admin = await signedIn({ role: 'admin' })
    await expect(onboardServer(admin, { entryKey: 'no~such', name: 'A', slug: 'a' })).rejects.toMatchObject({
      code: 'not_found',
    })
    const australia = { entryKey: 'com.intercom~mcp', endpoint: 'au', name: 'A', slug: 'a' }
    await expect(onboardServer(admin, australia)).rejects.toMatchObject({
      details: { fields: { endpoint: /Intercom/ } },
    })
  })

  test.each([
    ['plain http', 'http://93.184.216.34/mcp'],
    ['a private address', 'https://10.0.0.8/mcp'],
    ['a private address in disguise', 'https://0x0a000008/mcp'],
    ['the metadata address', 'https://169.254.169.254/latest'],
    ['something that is no address', 'mcp.acme.example'],
    ['a name and password in it', 'https://mia:pw@acme.example/mcp'],
    ['nothing', ''],
    ['a key in the query (it would be stored readably)', 'https://acme.example/mcp?api_key=abc'],
    ['a token in the query', 'https://acme.example/mcp?accessToken=abc'],
    ['an SSE address that the catalog knows', 'https://mcp.intercom.com/sse'],
    ['braces', 'https://{tenant}.acme.example/mcp'],
    ['encoded braces', 'https://acme.example/%7Btenant%7D/mcp'],
    ['a variable of a shell', 'https://\u0024{TENANT}.acme.example/mcp'],
    ['angle brackets', 'https://<tenant>.acme.example/mcp'],
    ['a parameter of a route', 'https://acme.example/:tenant/mcp'],
    ['a placeholder in words', 'https://YOUR-TENANT.acme.example/mcp'],
  ])('refuses %s for an address, at its field, and stores nothing', async (_, url) => {
    const admin = await signedIn({ role: 'admin' })
    const attempt = onboardServer(admin, { ...own, url })
    await expect(attempt).rejects.toMatchObject({ code: 'invalid', details: { fields: { url: /\.$/ } } })
    expect(await database().server.count({ where: { organizationId: admin.actor.organizationId } })).toBe(0)
  })

  test('names the address that replaces a known SSE one', async () => {
    const admin = await signedIn({ role: 'admin' })
    await expect(onboardServer(admin, { ...own, url: 'https://mcp.intercom.com/sse' })).rejects.toThrow(
      'https://mcp.intercom.com/mcp',
    )
  })

  test.each([
    ['Host', 'inputs.0.name'],
    ['Bad Name', 'inputs.0.name'],
  ])('refuses the header %s at its field', async (name, path) => {
    const admin = await signedIn({ role: 'admin' })
    const error = await onboardServer(admin, { ...own, inputs: [{ ...bearer, name }] }).catch((e) => e)
    expect(error.issues.map((issue: { path: string[] }) => issue.path.join('.'))).toEqual([path])
  })

  test('refuses a slug that is taken, at its field', async () => {
    const admin = await signedIn({ role: 'admin' })
    await onboardServer(admin, own)
    await expect(onboardServer(admin, { ...own, name: 'Other' })).rejects.toMatchObject({
      code: 'conflict',
      details: { fields: { slug: expect.stringContaining('already has the slug tickets') } },
    })
  })

  test('makes one server of two submits at the same moment', async () => {
    const admin = await signedIn({ role: 'admin' })
    const outcomes = await Promise.allSettled([onboardServer(admin, own), onboardServer(admin, own)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const [failed] = outcomes.filter((one) => one.status === 'rejected')
    expect(failed?.reason).toMatchObject({ code: 'conflict', details: { fields: { slug: expect.any(String) } } })
  })

  test('lets two organisations have the same slug', async () => {
    await onboardServer(await signedIn({ role: 'admin' }), own)
    await expect(onboardServer(await signedIn({ role: 'admin' }), own)).resolves.toMatchObject({ slug: 'tickets' })
  })

  test.each(['member', 'auditor'] as const)('is not for a %s', async (role) => {
    await expect(onboardServer(await signedIn({ role }), own)).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('is not for strangers, nor for agents', async () => {
    await expect(onboardServer(stranger(), own)).rejects.toMatchObject({ code: 'unauthenticated' })
    const { organizationId, personId } = (await signedIn({ role: 'admin' })).actor
    const agent = contextFor({ kind: 'agentKey', organizationId, personId, keyId: 'k', projectId: 'p' })
    await expect(onboardServer(agent, own)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
