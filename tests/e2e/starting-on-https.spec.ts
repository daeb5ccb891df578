import { type Answer, ask, jetwayAt, keptCookies } from '#tests/support/app/ask.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { payloadOf } from '#tests/support/app/press.ts'
import { buildAccount, goodPassword } from '#tests/support/factories/accounts.ts'

const site = 'https://jetway.example.com'

test('signing in and out leads to this site only, whatever an address asks for', async ({ jetwayWith, run }) => {
  const settings = { DATABASE_URL: run.databaseUrl, JETWAY_MASTER_KEY: run.masterKey, JETWAY_URL: site }
  const jetway = jetwayAt(await jetwayWith(settings), site)
  const { actor } = await buildAccount({ organizationId: run.organizationId })
  const begun = await ask(jetway, '/api/auth/csrf')
  const { csrfToken } = JSON.parse(begun.body)
  const credentials = { csrfToken, email: actor.email, password: goodPassword }

  const elsewhere = [
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    'https:evil.test',
    'https://jetway.example.com.evil.test/',
    'https://jetway.example.com@evil.test/',
    'http://jetway.example.com/',
    ' https://evil.test',
    '\thttps://evil.test',
    '',
  ]
  /** What next-auth takes for no address: it refuses the form outright, and leads nowhere. */
  const nonsense = ['\\\\evil.test', 'javascript:alert(1)', 'data:text/html,x', 'evil.test']
  const wrong = { csrfToken, callbackUrl: 'https://evil.test/', password: 'x' }
  const refused = await ask(jetway, '/api/auth/callback/credentials', { cookies: begun.cookies, form: wrong })
  expectToStay(refused, 'a refusal')
  const known = await ask(jetway, '/api/auth/callback/credentials', { cookies: begun.cookies, form: credentials })
  expectToStay(known, 'a sign-in')

  for (const callbackUrl of [...elsewhere, ...nonsense]) {
    const query = new URLSearchParams({ callbackUrl, next: callbackUrl, redirect: callbackUrl, error: callbackUrl })
    const planted = [`__Host-next-auth.callback-url=${encodeURIComponent(callbackUrl)}`]
    const cookies = [...begun.cookies.filter((cookie) => cookie.includes('csrf')), ...planted]
    const callback = `/api/auth/callback/credentials?${query}`
    const answers = [
      await ask(jetway, `/api/auth/signin?${query}`),
      await ask(jetway, `/api/auth/signout?${query}`),
      await ask(jetway, `/api/auth/error?${query}`),
      await ask(jetway, callback, { cookies, form: { ...credentials, callbackUrl } }),
      await ask(jetway, callback, { cookies, form: { ...credentials, callbackUrl, json: 'true' } }),
      await ask(jetway, '/api/auth/callback/credentials', { cookies, form: credentials }),
      await ask(jetway, `/api/auth/signout?${query}`, { cookies, form: { csrfToken, callbackUrl, json: 'true' } }),
      await ask(jetway, `/sign-in?${query}`, { cookies }),
      await ask(jetway, `/sign-in?${query}`, { cookies: keptCookies([begun, known]) }),
    ]
    for (const [index, answer] of answers.entries()) {
      if (answer.status === 500 && nonsense.includes(callbackUrl)) expect(addressesIn(answer)).toEqual([])
      else expectToStay(answer, `${callbackUrl} (${index})`)
    }
  }
})

function expectToStay(answer: Answer, why: string): void {
  const addresses = addressesIn(answer)
  expect(addresses, `an answer (${answer.status}) that leads somewhere: ${why}`).not.toEqual([])
  for (const address of addresses) expect(new URL(address, site).origin, why).toBe(site)
}

/**
 * Wherever an answer leads: by its head, by the cookie that next-auth would go by later, by what its client is told, and
 * where the page of the form goes from there.
 */
function addressesIn({ headers, cookies, body }: Answer): string[] {
  const remembered = cookies.map((cookie) => /^__Host-next-auth.callback-url=([^;]*)/.exec(cookie)?.[1])
  const told = headers['content-type']?.includes('json') ? JSON.parse(body).url : undefined
  const [, next] = /\{"next":("[^"]*")\}/.exec(payloadOf(body)) ?? []
  const found = [headers.location, told, ...remembered].flatMap((address) =>
    address ? [decodeURIComponent(address)] : [],
  )
  return next ? [...found, JSON.parse(next)] : found
}
