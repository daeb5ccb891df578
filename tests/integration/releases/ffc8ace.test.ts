import { expect, test } from 'vitest'
import { signIn } from '#lib/auth/sign-in.ts'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { listGivers } from '#lib/auth-links/list-givers.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { canOpenVault } from '#lib/credentials/rotate-key.ts'
import { database } from '#lib/db/database.ts'
import { findInvitation } from '#lib/people/find-link.ts'
import { allowKey } from '#lib/projects/answer-key.ts'
import { listKeysForPerson } from '#lib/projects/list-keys.ts'
import { stranger } from '#tests/support/factories/context.ts'
import { fingerprint } from '#tests/support/mcp/whoami-server.ts'
import { as, byCookie, onRelease } from '#tests/support/releases/on-release.ts'
import { emailOf, project } from '#tests/support/releases/tell-story.ts'

const release = onRelease('ffc8ace')
const { call } = release
const echo = { project, connection: 'echo' }

test('it starts, and its vault opens', async () => {
  expect(release.applied.length).toBeGreaterThan(0)
  expect(await canOpenVault(database())).toBe(true)
})

test('members go on as before: passwords, own values, own keys, keys that others made and they allowed', async () => {
  const { password } = release.known
  expect(await signIn(stranger(), { email: emailOf('max'), password }, '127.0.0.1')).not.toBeNull()
  expect(await call('max')).toBe(fingerprint('token-of-max'))
  expect(await call('olga-for-max')).toBe(fingerprint('token-of-max'))
  expect(await call('pending-for-max')).toBe('refused with 403')
  expect(await call('tom')).toBe(fingerprint('token-of-tom'))
})

test('shared sets are everyone’s, whoever gave them', async () => {
  expect(await call('max', 'pool')).toBe(fingerprint('token-of-the-pool'))
  expect(await call('max', 'linked')).toBe(fingerprint('token-of-the-linked-set'))
  expect(await call('noah', 'pool')).toBe(fingerprint('token-of-the-pool'))
})

test('a link holder who opened one link goes on, in the same browser too', async () => {
  expect(await call('noah')).toBe(fingerprint('token-of-noah'))
  const shown = await getConnectionToGive(await byCookie(release.known.cookies.noah), echo)
  expect(shown.credential?.state).toBe('verified')
  const { people } = await listGivers(await as('olga'), { project })
  expect(people.find(({ email }) => email === emailOf('noah'))?.name).toMatch(/^the link for noah@example.test, opened/)
})

test('what came by a link that was made anew is the later opening’s', async () => {
  const { people } = await listGivers(await as('olga'), { project })
  const ritas = people.filter(({ email }) => email === emailOf('rita'))
  expect(ritas.map(({ given }) => Object.keys(given).length)).toEqual([0, 1])
})

test('a key that a second opening allowed does not call with what the first gave', async () => {
  expect(await call('lena')).toBe('asks to connect')
  const shown = await getConnectionToGive(await byCookie(release.known.cookies['not-lena']), {
    project,
    connection: 'second',
  })
  expect(shown.credential).toBeNull()
})

test('a key that was allowed by a link before its person joined does not call with what they give', async () => {
  expect(await call('not-vera')).toBe('asks to connect')
  expect(await call('not-vera', 'second')).toBe(fingerprint('token-planted-for-vera'))
  const vera = await as('vera')
  const shown = await getConnectionToGive(vera, { project, connection: 'second' })
  expect(shown).toMatchObject({ credential: null, others: [{ by: { name: expect.stringMatching(/^the link/) } }] })
  const key = (await listKeysForPerson(vera)).find(({ name }) => name === 'not-vera')
  expect(key).toMatchObject({ isMine: false })
  await allowKey(vera, key?.id ?? '')
  expect(await call('not-vera')).toBe(fingerprint('token-of-vera'))
})

test('who joined after a link has both: what they gave signed in, and what the link allowed', async () => {
  expect(await call('jonas', 'second')).toBe(fingerprint('token-of-jonas'))
  expect(await call('jonas')).toBe('asks to connect')
  expect(await call('jonas-by-link')).toBe(fingerprint('token-of-jonas-by-link'))
})

test('links and invitations that nobody has used still open', async () => {
  const { links } = release.known
  expect(await findInvitation(stranger(), links.iris ?? '')).toMatchObject({ email: emailOf('iris') })
  const opened = await openLink(stranger(), links.uma ?? '')
  const uma = await byCookie(opened?.kind === 'session' ? opened.cookie : undefined)
  const { connectionId } = await getConnectionToGive(uma, echo)
  expect(await giveCredential(uma, { connectionId, secret: { access_token: 'token-of-uma' } })).toMatchObject({
    ok: true,
  })
})
