import pg from 'pg'
import { networkOf } from '#lib/auth/throttle.ts'
import { deriveKey, sign } from '#lib/crypto/derive.ts'
import { poolOf } from '#lib/db/client.ts'
import { database } from '#lib/db/database.ts'
import { env } from '#lib/env.ts'
import { removePerson } from '#lib/people/remove-person.ts'
import { type Answer, ask, type Jetway, jetwayAt } from '#tests/support/app/ask.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { openLine } from '#tests/support/database/open-line.ts'
import { buildAccount, goodPassword } from '#tests/support/factories/accounts.ts'
import { buildPerson, unique } from '#tests/support/factories/people.ts'

/** Behind a proxy, so that each journey, and each try, comes from an address of its own. */
const behindProxy = { JETWAY_TRUST_PROXY: '1' }

async function trySignIn(jetway: Jetway, from: string, form: Record<string, string>): Promise<Answer> {
  const headers = { 'x-forwarded-for': from }
  const begun = await ask(jetway, '/api/auth/csrf', { headers })
  const { csrfToken } = JSON.parse(begun.body)
  const asked = { headers, cookies: begun.cookies, form: { csrfToken, ...form } }
  return ask(jetway, '/api/auth/callback/credentials', asked)
}

test('a sign-in that fails answers alike, whoever it is for and why ever it fails', async ({ run, jetwayWith }) => {
  const { organizationId, databaseUrl: DATABASE_URL, masterKey: JETWAY_MASTER_KEY } = run
  const jetway = jetwayAt(await jetwayWith({ DATABASE_URL, JETWAY_MASTER_KEY, ...behindProxy }))
  const admin = await buildAccount({ role: 'admin', organizationId })
  const [known, removed] = [await buildAccount({ organizationId }), await buildAccount({ organizationId })]
  await removePerson(admin, { personId: removed.actor.personId })
  const withoutPassword = await buildPerson({ organizationId })
  const holder = await buildPerson({ organizationId, role: null })

  const tries: Record<string, Record<string, string>> = {
    'a wrong password': { email: known.actor.email, password: 'not the right one' },
    'a wrong password of an admin': { email: admin.actor.email, password: 'not the right one' },
    'no password': { email: known.actor.email, password: '' },
    'a password that is too long': { email: known.actor.email, password: 'x'.repeat(10_000) },
    'an unknown address': { email: `nobody-${unique()}@example.test`, password: goodPassword },
    'a malformed address': { email: 'mia', password: goodPassword },
    'an address with a NUL': { email: 'mia\u0000@example.test', password: goodPassword },
    'a member without a password': { email: withoutPassword.email, password: goodPassword },
    'somebody known by a link only': { email: holder.email, password: goodPassword },
    'somebody who was removed': { email: removed.actor.email, password: goodPassword },
    nothing: {},
  }
  const seen: Record<string, unknown[]> = {}
  for (const [index, [what, form]] of Object.entries(tries).entries()) {
    const from = `198.51.100.${index}`
    seen[what] = [
      withoutItsOwn(await trySignIn(jetway, from, form)),
      withoutItsOwn(await trySignIn(jetway, from, { ...form, json: 'true' })),
    ]
  }
  const error = `${jetway.url}/api/auth/error?error=CredentialsSignin&provider=credentials`
  const expected = [
    { status: 302, headers: { location: error }, body: '' },
    { status: 401, body: JSON.stringify({ url: error }) },
  ]
  expect(seen['an unknown address']).toMatchObject(expected)
  expect(seen).toEqual(Object.fromEntries(Object.keys(tries).map((what) => [what, seen['an unknown address']])))

  const right = await trySignIn(jetway, '198.51.100.99', { email: known.actor.email, password: goodPassword })
  expect(right.cookies.join()).toContain('session-token')
})

test('who is turned away for too many tries is told to wait, and nothing of the account', async ({
  page,
  run,
  jetwayWith,
  allowConsole,
}) => {
  const { organizationId, databaseUrl: DATABASE_URL, masterKey: JETWAY_MASTER_KEY } = run
  const app = await jetwayWith({ DATABASE_URL, JETWAY_MASTER_KEY, ...behindProxy })
  const { actor } = await buildAccount({ organizationId })
  const from = '203.0.113.7'
  const held = await holdRow(DATABASE_URL, actor.personId)
  const attempt = () => trySignIn(jetwayAt(app), from, { email: actor.email, password: goodPassword, json: 'true' })
  const underWay = Array.from({ length: 11 }, attempt)
  const refused = await Promise.race(underWay)
  expect([refused.status, refused.body]).toEqual([401, expect.stringContaining('error=TooManyAttempts')])

  allowConsole(/401/)
  await page.setExtraHTTPHeaders({ 'x-forwarded-for': from })
  await page.goto(`${app.url}/sign-in`)
  for (const email of [actor.email, `nobody-${unique()}@example.test`]) {
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password').fill(goodPassword)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert').filter({ hasText: /./ })).toHaveText(
      'Too many attempts. Try again in a minute.',
    )
    await expect(page.getByLabel('Password')).toHaveValue(goodPassword)
    await page.reload()
  }
  await held.release()
  const statuses = (await Promise.all(underWay)).map(({ status }) => status)
  expect(statuses.sort()).toEqual([...Array(10).fill(200), 401])
})

test('who signs in while the database is away is told that it is not their fault', async ({
  page,
  run,
  jetwayWith,
  allowConsole,
}) => {
  const line = await openLine(run.databaseUrl)
  const settings = { DATABASE_URL: line.url, JETWAY_MASTER_KEY: run.masterKey, ...behindProxy }
  const app = await jetwayWith(settings)
  const { actor } = await buildAccount({ organizationId: run.organizationId })
  await page.goto(`${app.url}/sign-in`)
  await page.getByLabel('E-mail address').fill(actor.email)
  await page.getByLabel('Password').fill(goodPassword)
  await line.close()

  allowConsole(/401/)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert').filter({ hasText: /./ })).toHaveText(
    'Signing in did not work, and it is not your fault. Please try again.',
  )
  await expect(page).toHaveURL(`${app.url}/sign-in`)
  const { status, body } = await trySignIn(jetwayAt(app), '203.0.113.8', { email: actor.email, json: 'true' })
  expect([status, JSON.parse(body)]).toEqual([401, { url: `${app.url}/api/auth/error?error=Unforeseen` }])
})

test('tries count for the address that the trusted proxy has seen, not for one that a client names', async ({
  run,
  jetwayWith,
}) => {
  const { organizationId, databaseUrl: DATABASE_URL, masterKey: JETWAY_MASTER_KEY } = run
  const { actor } = await buildAccount({ organizationId })
  const right = { email: actor.email, password: goodPassword }
  const settings = { DATABASE_URL, JETWAY_MASTER_KEY }
  const [bare, behind] = [await jetwayWith(settings), await jetwayWith({ ...settings, ...behindProxy })]
  const [claimed, seen] = ['192.0.2.1', '192.0.2.2']

  expect((await trySignIn(jetwayAt(bare), `${claimed}, ${seen}`, right)).status).toBe(302)
  expect([await isCounted(claimed), await isCounted(seen), await isCounted('127.0.0.1')]).toEqual([false, false, true])
  expect((await trySignIn(jetwayAt(behind), `${claimed}, ${seen}`, right)).status).toBe(302)
  expect([await isCounted(claimed), await isCounted(seen)]).toEqual([false, true])
})

/** Whether a try was ever counted for an address; its row is kept under a hash. */
async function isCounted(address: string): Promise<boolean> {
  const key = sign(deriveKey(env().masterKey, 'throttle'), 'address', networkOf(address))
  return (await database().throttle.count({ where: { key } })) === 1
}

/** Keeps everybody who would sign in as a person waiting, until it is released. */
async function holdRow(databaseUrl: string, personId: string): Promise<{ release: () => Promise<void> }> {
  const client = new pg.Client(poolOf(databaseUrl))
  await client.connect()
  await client.query('begin')
  await client.query('select 1 from "Person" where "id" = $1 for update', [personId])
  return { release: () => client.end() }
}

function withoutItsOwn({ status, headers, cookies, body }: Answer): unknown {
  const { date: _date, 'x-request-id': _id, ...others } = headers
  const text = JSON.stringify({ status, headers: others, cookies, body })
  return JSON.parse(text.replaceAll(/'nonce-[^']+'/g, 'NONCE'))
}
