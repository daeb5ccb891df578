import { type Answer, ask } from '#tests/support/app/ask.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import type { App } from '#tests/support/app/start-app.ts'
import { buildAccount, goodPassword } from '#tests/support/factories/accounts.ts'

const site = 'https://jetway.example.com'
const at = (app: App) => ({ port: new URL(app.url).port, host: 'jetway.example.com' })

/** Cookies as a browser would keep them after these answers. */
function kept(cookies: string[]): string[] {
  const byName = new Map(cookies.map((cookie) => [cookie.split('=')[0], cookie]))
  return [...byName.values()].filter((cookie) => !/Max-Age=0/i.test(cookie))
}

test('every cookie of signing in and out stays with this host, on https, away from scripts', async ({
  jetwayWith,
  run,
}) => {
  const settings = { DATABASE_URL: run.databaseUrl, JETWAY_MASTER_KEY: run.masterKey, JETWAY_URL: site }
  const app = await jetwayWith(settings)
  const { actor } = await buildAccount({ organizationId: run.organizationId })

  const begun = await ask(at(app), '/api/auth/csrf')
  const { csrfToken } = JSON.parse(begun.body)
  const form = { csrfToken, email: actor.email, password: goodPassword, json: 'true' }
  const signedIn = await ask(at(app), '/api/auth/callback/credentials', { cookies: begun.cookies, form })
  const cookies = kept([...begun.cookies, ...signedIn.cookies])
  expect((await ask(at(app), '/servers', { cookies })).status).toBe(200)
  const renewed = await ask(at(app), '/api/auth/session', { cookies })
  const signedOut = await ask(at(app), '/api/auth/signout', { cookies, form: { csrfToken, json: 'true' } })
  expect((await ask(at(app), '/servers', { cookies })).status).toBe(307)

  const set = [begun, signedIn, renewed, signedOut].flatMap((answer) => answer.cookies)
  expect(new Set(set.map((cookie) => cookie.split('=')[0]))).toEqual(
    new Set(['__Host-next-auth.csrf-token', '__Host-next-auth.callback-url', '__Host-next-auth.session-token']),
  )
  for (const cookie of set) {
    const attributes = cookie.split('; ').slice(1)
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']))
    expect(cookie).not.toMatch(/domain=/i)
  }
})

test('signing in and out leads to this site only, whatever an address asks for', async ({ jetwayWith, run }) => {
  const settings = { DATABASE_URL: run.databaseUrl, JETWAY_MASTER_KEY: run.masterKey, JETWAY_URL: site }
  const app = await jetwayWith(settings)
  const { actor } = await buildAccount({ organizationId: run.organizationId })
  const begun = await ask(at(app), '/api/auth/csrf')
  const { csrfToken } = JSON.parse(begun.body)
  const credentials = { csrfToken, email: actor.email, password: goodPassword }

  const elsewhere = [
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    'https:evil.test',
    'https://jetway.example.com.evil.test/',
    'https://jetway.example.com@evil.test/',
    'http://jetway.example.com/',
    'javascript:alert(1)',
    'data:text/html,x',
    ' https://evil.test',
    '\thttps://evil.test',
    'evil.test',
    '',
  ]
  const wrong = { csrfToken, callbackUrl: 'https://evil.test/', password: 'x' }
  const refused = await ask(at(app), '/api/auth/callback/credentials', { cookies: begun.cookies, form: wrong })
  for (const address of addressesIn(refused)) expect(new URL(address, site).origin).toBe(site)

  for (const callbackUrl of elsewhere) {
    const query = new URLSearchParams({ callbackUrl, next: callbackUrl, redirect: callbackUrl, error: callbackUrl })
    const planted = [`__Host-next-auth.callback-url=${encodeURIComponent(callbackUrl)}`]
    const cookies = [...begun.cookies.filter((cookie) => cookie.includes('csrf')), ...planted]
    const callback = `/api/auth/callback/credentials?${query}`
    const answers = [
      await ask(at(app), `/api/auth/signin?${query}`),
      await ask(at(app), `/api/auth/signout?${query}`),
      await ask(at(app), `/api/auth/error?${query}`),
      await ask(at(app), callback, { cookies, form: { ...credentials, callbackUrl } }),
      await ask(at(app), callback, { cookies, form: { ...credentials, callbackUrl, json: 'true' } }),
      await ask(at(app), '/api/auth/callback/credentials', { cookies, form: credentials }),
      await ask(at(app), `/api/auth/signout?${query}`, { cookies, form: { csrfToken, callbackUrl, json: 'true' } }),
      await ask(at(app), `/sign-in?${query}`, { cookies }),
    ]
    for (const answer of answers)
      for (const address of addressesIn(answer)) expect(new URL(address, site).origin, callbackUrl).toBe(site)
  }
})

/** Wherever an answer leads: by its head, by the cookie that next-auth would go by later, by what its client is told. */
function addressesIn({ headers, cookies, body }: Answer): string[] {
  const remembered = cookies.map((cookie) => /^__Host-next-auth.callback-url=([^;]*)/.exec(cookie)?.[1])
  const told = headers['content-type']?.includes('json') ? JSON.parse(body).url : undefined
  return [headers.location, told, ...remembered].flatMap((address) => (address ? [decodeURIComponent(address)] : []))
}
