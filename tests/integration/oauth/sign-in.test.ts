import { describe, expect, onTestFinished, test } from 'vitest'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { revokeGiven } from '#lib/auth-links/giving/revoke-given.ts'
import { beginSignIn } from '#lib/auth-links/signing-in/begin-sign-in.ts'
import { finishSignIn } from '#lib/auth-links/signing-in/finish-sign-in.ts'
import { signInClient } from '#lib/auth-links/signing-in/sign-in-client.ts'
import { newToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { env } from '#lib/env.ts'
import { redirectUriOf, setUpOauth } from '#lib/servers/oauth/set-up-oauth.ts'
import { onboardServer } from '#lib/servers/onboarding/onboard-server.ts'
import { startIntercom } from '#sandbox/intercom/start-intercom.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { buildKey, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { type Flavour, ownClient, startSignInServer } from '#tests/support/oauth/authorization-server.ts'
import { goAndComeBack } from '#tests/support/oauth/go-and-come-back.ts'
import { findInTables, spellingsOf } from '#tests/support/secrets/find-secrets.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

async function setUp(flavour: Flavour = 'standard', options: { accessSeconds?: number } = {}) {
  const vendor = await startSignInServer({ flavour, redirectUri: redirectUriOf(), ...options })
  onTestFinished(vendor.close)
  const admin = await signedIn({ role: 'admin' })
  const server = await onboardServer(admin, { name: 'Desk', slug: 'desk', url: vendor.url })
  const { project } = await buildProject({ owner: admin })
  const connection = await buildConnection({ project, serverId: server.id, slug: 'desk' })
  const browser = newToken()
  const begin = () => beginSignIn(admin, { connectionId: connection.id }, browser)
  const consent = async () => goAndComeBack(await begin(), redirectUriOf())
  const finish = (params: URLSearchParams, who = admin, from = browser) =>
    finishSignIn([who], { params, browser: from })
  const shown = () => getConnectionToGive(admin, { project: project.slug, connection: connection.slug })
  const { text } = await buildKey(project, { personId: admin.actor.personId })
  const call = (args = {}) =>
    post(`${at.gateway.url}/mcp/${project.slug}`, `Bearer ${text}`, toolCall('desk__whoami', args))
  return { vendor, admin, server, project, connection, begin, consent, finish, shown, call, browser }
}

describe.each(['standard', 'slack'] as const)('a server that signs in as %s does', (flavour) => {
  test('is set up, signed in to, and called as whoever signed in', async () => {
    const { vendor, admin, server, consent, finish, shown, call } = await setUp(flavour)
    const client =
      flavour === 'slack' ? { clientId: ownClient.client_id, secret: { client: ownClient.client_secret } } : {}
    expect(await setUpOauth(admin, { serverId: server.id, ...client })).toEqual({ ok: true, issuer: vendor.origin })
    expect(textOf((await call()).body)).toMatch(/not connected yet/)

    expect(await finish(await consent())).toMatchObject({ end: 'connected' })
    expect((await shown()).credential).toMatchObject({
      state: 'verified',
      account: expect.stringContaining(vendor.account),
    })
    expect(textOf((await call()).body)).toBe(`You are ${vendor.account}`)
    const secrets = [...vendor.calls, ownClient.client_secret]
    expect(await findInTables(env().databaseUrl, spellingsOf(secrets))).toEqual([])
  })
})

test('a registration that an allow-list refuses is told in its own words, with the address to enter', async () => {
  const { admin, server } = await setUp('intercom')
  expect(await setUpOauth(admin, { serverId: server.id })).toMatchObject({
    ok: false,
    message: 'It does not register this Jetway.',
    said: expect.stringContaining('not in the allowlist'),
    redirectUri: redirectUriOf(),
  })
  const own = { clientId: ownClient.client_id, secret: { client: ownClient.client_secret } }
  expect(await setUpOauth(admin, { serverId: server.id, ...own })).toMatchObject({ ok: true })
})

test('a registration that says less than the standard demands is taken all the same', async () => {
  const intercom = await startIntercom()
  onTestFinished(intercom.close)
  const admin = await signedIn({ role: 'admin' })
  const server = await onboardServer(admin, { name: 'Intercom', slug: 'intercom', url: intercom.url })
  expect(await setUpOauth(admin, { serverId: server.id })).toEqual({ ok: true, issuer: new URL(intercom.url).origin })
})

test('one that registers nobody says so', async () => {
  const { admin, server } = await setUp('slack')
  expect(await setUpOauth(admin, { serverId: server.id })).toMatchObject({
    message: expect.stringContaining('registers no clients'),
  })
})

describe('a way back', () => {
  async function ready() {
    const all = await setUp()
    await setUpOauth(all.admin, { serverId: all.server.id })
    return all
  }

  test('counts once', async () => {
    const { consent, finish } = await ready()
    const params = await consent()
    const ends = await Promise.all([finish(params), finish(params), finish(params)])
    expect(ends.map(({ end }) => end).sort()).toEqual(['connected', 'unknown', 'unknown'])
  })

  test('is refused in another browser, as somebody else, late, and with a state that nobody made', async () => {
    const { admin, project, consent, finish, shown } = await ready()
    expect(await finish(await consent(), admin, newToken())).toEqual({ end: 'unknown', at: null })
    const other = await signedIn({ organizationId: project.organizationId })
    expect(await finish(await consent(), other)).toEqual({ end: 'other', at: null })
    const params = await consent()
    await database().signInAttempt.updateMany({ where: { usedAt: null }, data: { expiresAt: new Date(0) } })
    expect(await finish(params)).toMatchObject({ end: 'late' })
    const forged = new URLSearchParams({ code: 'x', state: newToken() })
    expect(await finish(forged)).toEqual({ end: 'unknown', at: null })
    expect((await shown()).credential).toBeNull()
  })

  test('of another issuer is refused, and so is a code that was put in', async () => {
    const { consent, finish, begin, shown } = await ready()
    const mixed = await consent()
    mixed.set('iss', 'https://evil.example')
    expect(await finish(mixed)).toMatchObject({ end: 'refused' })
    const unnamed = await consent()
    unnamed.delete('iss')
    expect(await finish(unnamed)).toMatchObject({ end: 'refused' })
    const [stolen, mine] = [await consent(), new URL(await begin()).searchParams.get('state')]
    stolen.set('state', mine ?? '')
    expect(await finish(stolen)).toMatchObject({ end: 'refused' })
    expect((await shown()).credential).toBeNull()
  })

  test('without consent leaves what was there', async () => {
    const { vendor, consent, finish, shown } = await ready()
    await finish(await consent())
    vendor.denies = true
    expect(await finish(await consent())).toMatchObject({ end: 'denied' })
    expect((await shown()).credential?.state).toBe('verified')
  })

  test('after the sign-in was set up anew stores nothing', async () => {
    const { admin, server, consent, finish, shown } = await ready()
    const params = await consent()
    await setUpOauth(admin, { serverId: server.id })
    expect(await finish(params)).toMatchObject({ end: 'changed' })
    expect((await shown()).credential).toBeNull()
  })
})

describe('tokens', () => {
  async function connected(options: { accessSeconds?: number } = {}) {
    const all = await setUp('standard', options)
    await setUpOauth(all.admin, { serverId: all.server.id })
    await all.finish(await all.consent())
    return all
  }

  test('that a server no longer takes are renewed once for fifty calls, which all succeed', async () => {
    const { vendor, call } = await connected()
    vendor.expireTokens()
    const answers = await Promise.all(Array.from({ length: 50 }, () => call()))
    expect(new Set(answers.map(({ body }) => textOf(body)))).toEqual(new Set([`You are ${vendor.account}`]))
    expect(vendor.asked.refresh).toBe(1)
  })

  test('that end one after the other are renewed each time, however soon', async () => {
    const { vendor, call } = await connected()
    for (const renewals of [1, 2, 3]) {
      vendor.expireTokens()
      expect(textOf((await call()).body)).toBe(`You are ${vendor.account}`)
      expect(vendor.asked.refresh).toBe(renewals)
    }
    vendor.expireTokens()
    vendor.endGrants()
    expect(textOf((await call()).body)).toMatch(/refused the stored sign-in\. Open \S+ to connect it/)
  })

  test('that end soon are renewed before they are used', async () => {
    const { vendor, call } = await connected({ accessSeconds: 30 })
    expect(textOf((await call()).body)).toBe(`You are ${vendor.account}`)
    expect(vendor.asked.refresh).toBe(1)
  })

  test('whose grant has ended are rejected, and the person is asked to sign in again', async () => {
    const { vendor, call, shown } = await connected()
    vendor.expireTokens()
    vendor.endGrants()
    expect(textOf((await call()).body)).toMatch(/connect/)
    expect((await shown()).credential).toMatchObject({
      state: 'rejected',
      reason: expect.stringContaining('Sign in again'),
    })
  })

  test('that cannot be renewed just now are not rejected', async () => {
    const { vendor, call, shown } = await connected()
    vendor.isDown = true
    await call()
    expect((await shown()).credential?.state).toBe('verified')
    vendor.isDown = false
    expect(textOf((await call()).body)).toBe(`You are ${vendor.account}`)
  })

  test('are taken back at the issuer when they are removed', async () => {
    const { vendor, admin, shown, call } = await connected()
    const credentialId = (await shown()).credential?.id ?? ''
    expect(await revokeGiven(admin, { credentialId })).toEqual({ atVendor: 'taken_back' })
    expect(vendor.asked.revoked).toBe(1)
    expect(textOf((await call()).body)).toMatch(/not connected yet/)
  })

  test('of an issuer that is down are removed all the same', async () => {
    const { vendor, admin, shown } = await connected()
    vendor.isDown = true
    const credentialId = (await shown()).credential?.id ?? ''
    expect(await revokeGiven(admin, { credentialId })).toEqual({ atVendor: 'stays' })
    expect((await shown()).credential).toBeNull()
  })

  test('that are not enough are answered with the way to allow more, and more is allowed there', async () => {
    const { vendor, admin, server, connection, consent, finish, call, browser } = await setUp()
    await setUpOauth(admin, { serverId: server.id, scopes: 'read' })
    await finish(await consent())
    const short = textOf((await call({ write: true })).body)
    expect(short).toMatch(/asks for the permission "write".* Open \S+\?scope=write to allow it/)
    expect(vendor.asked.refresh).toBe(0)
    const way = await beginSignIn(admin, { connectionId: connection.id, scope: 'write' }, browser)
    expect(way.searchParams.get('scope')).toContain('write')
    expect(await finish(await goAndComeBack(way, redirectUriOf()))).toMatchObject({ end: 'connected' })
    expect(textOf((await call({ write: true })).body)).toBe(`You are ${vendor.account}`)
  })
})

describe('a connection that is shared', () => {
  async function shared() {
    const all = await setUp()
    const { admin, server, connection } = all
    await setUpOauth(admin, {
      serverId: server.id,
      clientId: ownClient.client_id,
      secret: { client: ownClient.client_secret },
    })
    await database().connection.update({ where: { id: connection.id }, data: { credentialMode: 'shared' } })
    return all
  }

  test('is connected by Jetway’s own client, without a person, and its token is asked for anew when it ends', async () => {
    const { vendor, admin, connection, call, shown } = await shared()
    expect(await shown()).toMatchObject({ signsInItself: true, credential: null })
    await signInClient(admin, { connectionId: connection.id })
    expect((await shown()).credential).toMatchObject({ state: 'verified', isSignIn: true, endsAt: null })
    expect(textOf((await call()).body)).toBe(`You are ${ownClient.client_id}`)
    vendor.expireTokens()
    const answers = await Promise.all(Array.from({ length: 20 }, () => call()))
    expect(new Set(answers.map(({ body }) => textOf(body)))).toEqual(new Set([`You are ${ownClient.client_id}`]))
    expect(vendor.asked).toMatchObject({ itself: 2, code: 0, refresh: 0 })
  })

  test('is not, where the issuer knows no such client, and that is said', async () => {
    const { admin, server, connection, shown } = await shared()
    const wrong = { clientId: ownClient.client_id, secret: { client: newSecret() } }
    await setUpOauth(admin, { serverId: server.id, ...wrong })
    await expect(signInClient(admin, { connectionId: connection.id })).rejects.toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('gives this client no token'),
    })
    expect((await shown()).credential).toBeNull()
  })

  test('is so by owners alone, and no connection where each person has their own', async () => {
    const { project, connection, admin } = await shared()
    const member = await memberOf(project)
    await expect(signInClient(member, { connectionId: connection.id })).rejects.toMatchObject({ code: 'not_found' })
    await database().connection.update({ where: { id: connection.id }, data: { credentialMode: 'per_person' } })
    await expect(signInClient(admin, { connectionId: connection.id })).rejects.toMatchObject({ code: 'not_found' })
  })
})
