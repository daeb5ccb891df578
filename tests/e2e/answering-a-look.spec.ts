import { createLink } from '#lib/auth-links/create-link.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { issueResetLink } from '#lib/people/issue-reset.ts'
import { type Answer, type Asked, ask, type Jetway, jetwayAt } from '#tests/support/app/ask.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomProject } from '#tests/support/app/intercom-project.ts'
import { askForPayload, press } from '#tests/support/app/press.ts'
import { buildAccount, goodPassword, tokenOf } from '#tests/support/factories/accounts.ts'
import { unique } from '#tests/support/factories/people.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'

/** How mail scanners, chats that show previews, and browsers that fetch ahead look at an address. */
const looks: Asked[] = [
  { method: 'HEAD' },
  {},
  { headers: { purpose: 'prefetch' } },
  { headers: { 'x-purpose': 'preview' } },
  { headers: { 'sec-purpose': 'prefetch;prerender' } },
  { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' } },
]
const looksOfScripts: Record<string, string>[] = [
  {},
  { 'next-router-prefetch': '1' },
  { 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  { 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_full' },
  { purpose: 'prefetch' },
  { 'next-action': 'x' },
]

/** Looks in every way, three times each, and then presses the page's button: where it leads. */
async function lookThenPress(jetway: Jetway, url: string, form: Record<string, string>): Promise<unknown> {
  const path = new URL(url).pathname
  for (let time = 0; time < 3; time += 1) {
    const seen: Answer[] = []
    for (const look of looks) seen.push(await ask(jetway, path, look))
    for (const headers of looksOfScripts) seen.push(await askForPayload(jetway, path, headers))
    expect(seen.map(({ status, cookies }) => [status, ...cookies])).toEqual(seen.map(() => [200]))
    expect(seen.filter(({ body }) => body.includes('This link cannot be used'))).toEqual([])
  }
  const { headers } = await press(jetway, path, { token: tokenOf(url), ...form })
  return headers['x-action-redirect']
}

test('looking at an auth link uses nothing up', async ({ run }) => {
  const owner = await buildAccount({ organizationId: run.organizationId })
  const { project, connection } = await buildIntercomProject(run, owner)
  const email = `ben-${unique()}@example.test`
  const { url } = await createLink(owner, { project: project.slug, email, connectionIds: [connection.id] })
  plantSecret(tokenOf(url))
  expect(await lookThenPress(jetwayAt(run), url, {})).toBe('/link/session;replace')
})

test('looking at an invitation uses nothing up', async ({ run }) => {
  const admin = await buildAccount({ role: 'admin', organizationId: run.organizationId })
  const { url } = await invitePerson(admin, { email: `noor-${unique()}@example.test`, role: 'member' })
  plantSecret(tokenOf(url))
  const form = { name: 'Noor', password: goodPassword }
  expect(await lookThenPress(jetwayAt(run), url, form)).toBe('/;replace')
})

test('looking at the link for a new password uses nothing up', async ({ run }) => {
  const admin = await buildAccount({ role: 'admin', organizationId: run.organizationId })
  const { actor } = await buildAccount({ organizationId: run.organizationId })
  const { url } = await issueResetLink(admin, actor.email)
  plantSecret(tokenOf(url))
  expect(await lookThenPress(jetwayAt(run), url, { password: goodPassword })).toBe('/;replace')
})

test('looking at the first set-up link uses nothing up', async ({ emptyApp }) => {
  const form = { organization: 'Acme', name: 'Mia', email: 'mia@example.test', password: goodPassword }
  expect(await lookThenPress(jetwayAt(emptyApp), emptyApp.setUpUrl ?? '', form)).toBe('/;replace')
})
