import { createLink } from '#lib/auth-links/create-link.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { issueResetLink } from '#lib/people/issue-reset.ts'
import { type Answer, ask, type Jetway, jetwayAt, keptCookies } from '#tests/support/app/ask.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomProject } from '#tests/support/app/intercom-project.ts'
import { press, pressPlain } from '#tests/support/app/press.ts'
import type { Run } from '#tests/support/app/run.ts'
import { buildAccount, goodPassword } from '#tests/support/factories/accounts.ts'
import { unique } from '#tests/support/factories/people.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'

const site = 'https://jetway.example.com'
const password = goodPassword

test('every cookie that Jetway sets is for its host and no script: on http', async ({ run, jetwayWith }) => {
  const fresh = await jetwayWith({})
  const set = [await settingUp(jetwayAt(fresh), fresh.setUpUrl), ...(await everyWay(run, jetwayAt(run)))]
  expect(flagsOf(set)).toEqual(onEach('', 'httponly; path=/; samesite=lax'))
})

test('every cookie that Jetway sets is for its host and no script: on https', async ({ run, jetwayWith }) => {
  const settings = { DATABASE_URL: run.databaseUrl, JETWAY_MASTER_KEY: run.masterKey, JETWAY_URL: site }
  const jetway = jetwayAt(await jetwayWith(settings), site)
  const fresh = await jetwayWith({ JETWAY_URL: site })
  const set = [await settingUp(jetwayAt(fresh, site), fresh.setUpUrl), ...(await everyWay(run, jetway))]
  expect(flagsOf(set)).toEqual(onEach('__Host-', 'httponly; path=/; samesite=lax; secure'))
})

/** What every cookie is expected to look like, each under its name. */
function onEach(prefix: string, flags: string): Record<string, string[]> {
  const names = [
    'jetway.link',
    'jetway.pending-link',
    'jetway.told-of-reset',
    'next-auth.callback-url',
    'next-auth.csrf-token',
    'next-auth.session-token',
  ]
  return Object.fromEntries(names.map((name) => [prefix + name, [flags]]))
}

/** Of each name that was set, or taken away, the different ways in which it was; how long it lives apart. */
function flagsOf(answers: Answer[]): Record<string, string[]> {
  const found = new Map<string, Set<string>>()
  for (const cookie of answers.flatMap(({ cookies }) => cookies)) {
    const [pair = '', ...attributes] = cookie.split('; ')
    const flags = attributes.map((flag) => flag.toLowerCase()).filter((flag) => !/^(max-age|expires)=/.test(flag))
    const name = pair.slice(0, pair.indexOf('='))
    found.set(name, (found.get(name) ?? new Set()).add(flags.sort().join('; ')))
  }
  return Object.fromEntries([...found].map(([name, flags]) => [name, [...flags]]))
}

async function settingUp(jetway: Jetway, url: string | null): Promise<Answer> {
  const { token, path } = partsOf(url ?? '')
  const form = { token, organization: 'Acme', name: 'Mia', email: 'mia@example.test', password }
  return mustSet('session-token', await press(jetway, path, form))
}

/** All else that sets or takes away a cookie, each once. */
async function everyWay(run: Run, jetway: Jetway): Promise<Answer[]> {
  const admin = await buildAccount({ role: 'admin', organizationId: run.organizationId })
  const member = await buildAccount({ organizationId: run.organizationId })
  const { project, connection } = await buildIntercomProject(run, admin)
  const newLink = async (email: string) => {
    const { url } = await createLink(admin, { project: project.slug, email, connectionIds: [connection.id] })
    return linkOf(url)
  }

  const begun = await ask(jetway, '/api/auth/csrf')
  const { csrfToken } = JSON.parse(begun.body)
  const credentials = { csrfToken, email: admin.actor.email, password, json: 'true' }
  const signedIn = await ask(jetway, '/api/auth/callback/credentials', { cookies: begun.cookies, form: credentials })
  const cookies = keptCookies([begun, signedIn])
  expect((await ask(jetway, '/servers', { cookies })).status).toBe(200)
  const renewed = await ask(jetway, '/api/auth/session', { cookies })
  const left = await ask(jetway, '/api/auth/signout', { cookies, form: { csrfToken, json: 'true' } })
  expect((await ask(jetway, '/servers', { cookies })).status).toBe(307)

  const invited = linkOf((await invitePerson(admin, { email: `noor-${unique()}@example.test`, role: 'member' })).url)
  const joined = await press(jetway, invited.path, { token: invited.token, name: 'Noor', password })
  const signedOut = await pressPlain(jetway, '/me', keptCookies([joined]))

  const reset = linkOf((await issueResetLink(admin, member.actor.email)).url)
  const back = await press(jetway, reset.path, { token: reset.token, password })
  const iKnow = { cookies: keptCookies([back]), by: '"action":"$h","id":"told-of-reset"' }
  const told = await press(jetway, '/me', { id: 'x' }, iKnow)

  const opened = await newLink(`ben-${unique()}@example.test`)
  const inside = await press(jetway, opened.path, { token: opened.token })
  const leave = { cookies: keptCookies([inside]), by: '"confirmLabel":"Leave","action":"$h"' }
  const leftLink = await press(jetway, '/link/session', {}, leave)

  const forMember = await newLink(member.actor.email)
  const waiting = await press(jetway, forMember.path, { token: forMember.token })
  const dead = await press(jetway, forMember.path, { token: 'x' }, { cookies: keptCookies([waiting]) })

  return [
    mustSet('csrf-token', begun),
    mustSet('session-token', signedIn),
    mustSet('session-token', renewed),
    mustSet('session-token', left),
    mustSet('session-token', joined),
    mustSet('session-token', signedOut),
    mustSet('session-token', back),
    mustSet('told-of-reset', told),
    mustSet('jetway.link', inside),
    mustSet('jetway.link', leftLink),
    mustSet('pending-link', waiting),
    mustSet('pending-link', dead),
  ]
}

function mustSet(name: string, answer: Answer): Answer {
  expect(answer.cookies.join('\n'), `status ${answer.status}`).toContain(`${name}=`)
  return answer
}

function linkOf(url: string): { path: string; token: string } {
  const { path, token } = partsOf(url)
  return { path, token: plantSecret(token) }
}

function partsOf(url: string): { path: string; token: string } {
  const path = new URL(url).pathname
  return { path, token: path.split('/').at(-1) ?? '' }
}
