import { type Answer, ask, jetwayAt } from '#tests/support/app/ask.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { askForPayload, press } from '#tests/support/app/press.ts'
import { signedInCookies } from '#tests/support/app/session-cookie.ts'
import { openLine } from '#tests/support/database/open-line.ts'
import { buildAccount } from '#tests/support/factories/accounts.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

const onPages = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
const shape = /^[A-Za-z0-9+/]{22}==$/
const policy = [
  "default-src 'self'",
  "script-src 'self' 'nonce-NONCE' 'strict-dynamic'",
  "style-src 'self' 'nonce-NONCE'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

test('every answer that a browser may show has the whole policy, and a nonce of its own', async ({ run }) => {
  const jetway = jetwayAt(run)
  const owner = await buildAccount({ role: 'admin', organizationId: run.organizationId })
  const { project } = await buildProject({ owner })
  const cookies = await signedInCookies(owner)
  const strange = ['/sign-in', '/link/x', '/link/session', '/reset/x', '/invitation/x', '/setup/x', '/servers']
  const own = ['/servers', '/servers/new', '/projects', `/projects/${project.slug}/agents`, '/me', '/settings/people']
  const missing = ['/nowhere', '/api/nothing', '/favicon.ico', '/icon.svgx', '/_next/static', '/_next/imagine']
  const machine = ['/api/auth/csrf', '/api/auth/session', '/settings/audit/export']

  const answers: Record<string, Answer> = {}
  for (const path of [...strange, ...missing]) answers[path] = await ask(jetway, path)
  for (const path of [...own, ...machine, '/projects/none'])
    answers[`${path}, signed in`] = await ask(jetway, path, { cookies })
  answers['the head of a page'] = await ask(jetway, '/sign-in', { method: 'HEAD' })
  answers['what scripts are sent'] = await askForPayload(jetway, '/sign-in')
  answers['an action’s answer'] = await press(jetway, '/projects/new', { name: '' }, { cookies, by: '"action":"$h"' })

  const nonces = Object.entries(answers).map(([what, answer]) => nonceOf(what, answer))
  expect(nonces.filter((nonce) => !shape.test(nonce))).toEqual([])
  expect(new Set(nonces).size).toBe(nonces.length)
  expect(answers['/nowhere']?.status).toBe(404)
  expect(answers['/projects/none, signed in']?.status).toBe(404)
  expect(answers['/servers, signed in']?.body).toContain('Server Library')
})

test('a page that fails has it, too', async ({ run, jetwayWith }) => {
  const line = await openLine(run.databaseUrl)
  const jetway = jetwayAt(await jetwayWith({ DATABASE_URL: line.url, JETWAY_MASTER_KEY: run.masterKey }))
  const cookies = await signedInCookies(await buildAccount({ organizationId: run.organizationId }))
  expect((await ask(jetway, '/servers', { cookies })).status).toBe(200)
  await line.close()
  const answer = await ask(jetway, '/servers', { cookies })
  expect(answer.status).toBe(500)
  expect(nonceOf('/servers', answer)).toMatch(shape)
})

test('files of the build are read as what they are, and framed and read by nobody else', async ({ run }) => {
  const jetway = jetwayAt(run)
  const { body } = await ask(jetway, '/sign-in')
  const files = [...body.matchAll(/(?:src|href)="(\/[^"?]+\.(?:js|css|svg|woff2))/g)].map(([, file = '']) => file)
  expect(new Set(files.map((file) => file.split('.').at(-1)))).toEqual(new Set(['js', 'css', 'svg']))
  for (const file of files) {
    const { status, headers, cookies } = await ask(jetway, file)
    expect({ status, cookies, headers }, file).toMatchObject({ status: 200, cookies: [], headers: onPages })
  }
})

test('what is no page says what it is, is kept by nobody, and sets no cookie', async ({ run }) => {
  for (const path of ['/health', '/health/ready', '/mcp', '/mcp/none', '/.well-known/oauth-protected-resource']) {
    const { headers, cookies, body } = await ask(jetwayAt(run), path)
    expect(cookies).toEqual([])
    expect(headers, path).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' })
    expect(JSON.parse(body)).toBeInstanceOf(Object)
  }
})

/** The nonce of an answer, once its head is as it should be and its body obeys it. */
function nonceOf(what: string, { headers, body }: Answer): string {
  const given = String(headers['content-security-policy'])
  const [, nonce = 'none'] = /'nonce-([^']+)'/.exec(given) ?? []
  expect(
    { ...headers, 'content-security-policy': given.replaceAll(`nonce-${nonce}`, 'nonce-NONCE') },
    what,
  ).toMatchObject({
    ...onPages,
    'content-security-policy': policy,
  })
  if (!headers['content-type']?.startsWith('text/html')) return nonce
  const elements = [...body.matchAll(/<(script|style)\b[^>]*>/g)].map(([element]) => element)
  expect(elements.filter((element) => !element.includes(` nonce="${nonce}"`))).toEqual([])
  expect([...body.matchAll(/<[a-z][^>]*\s(?:style|on[a-z]+)=/g)].map(([element]) => element)).toEqual([])
  const addresses = [...body.matchAll(/<(?:script|link|img|iframe)\b[^>]*\s(?:src|href)="([^"]*)"/g)]
  expect(addresses.map(([, address]) => address).filter((address) => !/^\/(?!\/)/.test(address ?? ''))).toEqual([])
  return nonce
}
