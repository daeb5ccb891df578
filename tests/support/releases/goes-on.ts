import { expect, test } from 'vitest'
import { signIn } from '#lib/auth/sign-in.ts'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { canOpenVault } from '#lib/credentials/rotate-key.ts'
import { database } from '#lib/db/database.ts'
import { findInvitation } from '#lib/people/find-link.ts'
import { findResetNotice } from '#lib/people/find-reset-notice.ts'
import { stranger } from '#tests/support/factories/context.ts'
import { fingerprint } from '#tests/support/mcp/whoami-server.ts'
import { as, byCookie, type Release } from './on-release.ts'
import { emailOf, project } from './tell-story.ts'

/** What every key, link and credential of the story may still do on a later release; `given` is the state of what its server took. */
export function goesOn(release: Release, given: 'verified' | 'accepted'): void {
  const { call } = release

  test('it starts, and its vault opens', async () => {
    expect(await canOpenVault(database())).toBe(true)
  })

  test.each([
    ['max', 'echo', 'token-of-max'],
    ['olga-for-max', 'echo', 'token-of-max'],
    ['tom', 'echo', 'token-of-tom'],
    ['noah', 'echo', 'token-of-noah'],
    ['mona', 'echo', 'token-of-mona'],
    ['jonas', 'second', 'token-of-jonas'],
    ['jonas-by-link', 'echo', 'token-of-jonas-by-link'],
    ['not-vera', 'second', 'token-planted-for-vera'],
    ['max', 'pool', 'token-of-the-pool'],
    ['noah', 'linked', 'token-of-the-linked-set'],
    ['max', 'later', 'token-of-max-for-later'],
    ['rosa', 'echo', 'token-of-rosa'],
  ])('the key %s goes on at %s', async (key, connection, token) => {
    expect(await call(key, connection)).toBe(fingerprint(token))
  })

  test.each([
    ['lena', 'echo', 'asks to connect', 'another opening gave what is there'],
    ['jonas', 'echo', 'asks to connect', 'a link gave what is there'],
    ['not-vera', 'echo', 'asks to connect', 'its person gave what is there signed in'],
    ['pending-for-max', 'echo', 'refused with 403', 'nobody has allowed it'],
    ['olga-for-rosa', 'echo', 'refused with 403', 'a password was set by a link since it was allowed'],
  ])('the key %s at %s still %s: %s', async (key, connection, answer) => {
    expect(await call(key, connection)).toBe(answer)
  })

  test('members sign in, and who was reset is still told', async () => {
    const { password } = release.known
    expect(await signIn(stranger(), { email: emailOf('max'), password }, '127.0.0.1')).not.toBeNull()
    const rosa = await as('rosa')
    expect(await findResetNotice(rosa, undefined)).toMatchObject({ linkMadeBy: emailOf('ada'), keysWaiting: 1 })
  })

  test('a browser that went on with a second link has both', async () => {
    const mona = await byCookie(release.known.cookies.mona)
    expect((await getConnectionToGive(mona, { project, connection: 'echo' })).credential?.state).toBe(given)
    expect((await getConnectionToGive(mona, { project, connection: 'second' })).credential).toBeNull()
  })

  test('links and invitations that nobody has used still open', async () => {
    const { links } = release.known
    expect(await findInvitation(stranger(), links.iris ?? '')).toMatchObject({ email: emailOf('iris') })
    const opened = await openLink(stranger(), links.uma ?? '')
    const uma = await byCookie(opened?.kind === 'session' ? opened.cookie : undefined)
    const { connectionId } = await getConnectionToGive(uma, { project, connection: 'echo' })
    const given = await giveCredential(uma, { connectionId, secret: { access_token: 'token-of-uma' } })
    expect(given).toMatchObject({ ok: true })
  })
}
