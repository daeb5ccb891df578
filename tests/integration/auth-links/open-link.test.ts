import { describe, expect, test } from 'vitest'
import { findLinkActor } from '#lib/auth/session-row.ts'
import { endLinkSession } from '#lib/auth-links/end-link-session.ts'
import { findOpenedLinkId, getOpenedLink } from '#lib/auth-links/get-opened-link.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { previewLink } from '#lib/auth-links/preview-link.ts'
import { replaceLink } from '#lib/auth-links/replace-link.ts'
import { hashToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { buildLink, buildOpenedLink, pressOpen } from '#tests/support/credentials/links.ts'
import { contextFor, signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildPerson } from '#tests/support/factories/people.ts'

/** A link for someone who has a seat, and that member signed in. */
async function buildMemberLink() {
  const member = await signedIn()
  const owner = await signedIn({ organizationId: member.actor.organizationId })
  return { member, ...(await buildLink({ owner, email: member.actor.email })) }
}

describe('previewLink', () => {
  test('shows who asks, for what and whom, and uses nothing up', async () => {
    const { token, email, owner, project, connections } = await buildLink({ connections: 2 })
    for (let i = 0; i < 3; i++) {
      expect(await previewLink(stranger(), token)).toEqual({
        organization: expect.any(String),
        project: project.name,
        asker: owner.actor.name,
        email,
        servers: expect.any(Array),
        mode: 'per_person',
        standing: 'may_open',
      })
    }
    expect((await previewLink(stranger(), token))?.servers).toHaveLength(connections.length)
    expect(await openLink(stranger(), token)).toMatchObject({ kind: 'session' })
  })

  test.each([
    ['unknown', async () => 'A'.repeat(43)],
    ['no token at all', async () => '../../etc'],
    ['tampered', async () => flip((await buildLink()).token)],
    ['expired', async () => changed({ expiresAt: new Date(Date.now() - 1000) })],
    ['revoked', async () => changed({ revokedAt: new Date() })],
    ['used', async () => (await buildOpenedLink()).token],
    ['without connections', async () => withoutConnections()],
  ])('knows nothing of a link that is %s', async (_what, build) => {
    expect(await previewLink(stranger(), await build())).toBeNull()
  })
})

describe('openLink', () => {
  test('opens a session confined to the link, for a person without a seat', async () => {
    const { token, email, link, connection, project } = await buildLink()
    const { holder, cookie } = await pressOpen(token)
    const opening = await database().authLinkOpening.findUniqueOrThrow({ where: { tokenHash: hashToken(cookie) } })
    const { personId } = holder.actor
    expect(opening).toMatchObject({ authLinkId: link.id, personId, proof: opening.id, provenBy: 'nothing' })
    expect(opening.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 7 * 24 * 60 * 60 * 1000)
    expect(await database().person.findUnique({ where: { id: holder.actor.personId } })).toMatchObject({
      email,
      role: null,
      passwordHash: null,
    })
    const view = await getOpenedLink(holder)
    expect(view).toMatchObject({ project: { slug: project.slug }, email })
    expect(view.connections.map(({ connectionId }) => connectionId)).toEqual([connection.id])
    expect(JSON.stringify(view)).not.toContain(token)
  })

  test('records the opening as what it is, not as a person, and without the token', async () => {
    const { link, holder, token, cookie } = await buildOpenedLink()
    const where = { targetId: link.id, action: 'auth_link.open' }
    const record = await database().auditRecord.findFirstOrThrow({ where })
    expect(record).toMatchObject({ actorKind: 'linkHolder', actorId: holder.actor.openingId })
    expect(record.actorLabel).toMatch(/^by the link for .*@example.test, opened \d+ \w+ \d{4}$/)
    expect(JSON.stringify(record)).not.toContain(token)
    expect(JSON.stringify(record)).not.toContain(cookie)
  })

  test('finds the person who has come by a link before', async () => {
    const first = await buildOpenedLink()
    const second = await buildLink({ owner: first.owner, email: first.email })
    expect((await pressOpen(second.token)).holder.actor.personId).toBe(first.holder.actor.personId)
  })

  test('opens once (a used link is used up elsewhere)', async () => {
    const { token } = await buildOpenedLink()
    expect(await openLink(stranger(), token)).toBeNull()
  })

  test('has one winner when two press at the same moment', async () => {
    const { token, link } = await buildLink()
    const answers = await Promise.all(Array.from({ length: 5 }, () => openLink(stranger(), token)))
    expect(answers.filter((answer) => answer?.kind === 'session')).toHaveLength(1)
    expect(answers.filter((answer) => answer === null)).toHaveLength(4)
    expect(await countOpenings(link.id)).toBe(1)
    expect(await database().auditRecord.count({ where: { targetId: link.id, action: 'auth_link.open' } })).toBe(1)
  })

  test('does not open by an address that was replaced while it was pressed', async () => {
    const { token, link, owner } = await buildLink()
    const db = new Proxy(database(), {
      get: (target, name) => {
        if (name !== '$transaction') return Reflect.get(target, name)
        return async (work: () => Promise<unknown>) => {
          await replaceLink(owner, { linkId: link.id })
          return target.$transaction(work)
        }
      },
    })
    expect(await openLink({ ...stranger(), db }, token)).toBeNull()
    expect(await database().authLink.findUnique({ where: { id: link.id } })).toMatchObject({ usedAt: null })
  })

  test.each([
    ['unknown', async () => 'B'.repeat(43)],
    ['malformed', async () => 'x'],
    ['tampered', async () => flip((await buildLink()).token)],
    ['expired', async () => changed({ expiresAt: new Date(Date.now() - 1000) })],
    ['revoked', async () => changed({ revokedAt: new Date() })],
  ])('does not open when %s', async (_what, build) => {
    expect(await openLink(stranger(), await build())).toBeNull()
  })

  test('asks a member for their sign-in and is not used up by asking', async () => {
    const { token, member, link } = await buildMemberLink()
    expect(await previewLink(stranger(), token)).toMatchObject({ standing: 'must_sign_in' })
    expect(await openLink(stranger(), token)).toEqual({ kind: 'must_sign_in' })
    expect(await countOpenings(link.id)).toBe(0)
    expect(await openLink(member, token)).toEqual({ kind: 'member', linkId: link.id })
    expect(await openLink(member, token)).toBeNull()
    expect(await database().authLinkOpening.findMany({ where: { authLinkId: link.id } })).toMatchObject([
      { proof: 'signed_in', provenBy: 'sign_in', tokenHash: null },
    ])
    expect((await getOpenedLink(member)).connections).toHaveLength(1)
  })

  test('is not for someone else who is signed in, and is not used up by them', async () => {
    const { token, owner } = await buildLink()
    expect(await previewLink(owner, token)).toMatchObject({ standing: 'not_theirs' })
    expect(await openLink(owner, token)).toEqual({ kind: 'not_theirs' })
    expect(await openLink(await signedIn(), token)).toEqual({ kind: 'not_theirs' })
    expect(await openLink(stranger(), token)).toMatchObject({ kind: 'session' })
  })

  test('is not for a person of the same address in another organisation', async () => {
    const { token, email } = await buildLink()
    const namesake = await buildPerson({ email, role: 'member' })
    const { organizationId, id: personId, name } = namesake
    const ctx = contextFor({ kind: 'user', organizationId, personId, email, name, role: 'member' })
    expect(await openLink(ctx, token)).toEqual({ kind: 'not_theirs' })
  })
})

describe('coming back', () => {
  test('the same address leads back to what was given, for whom it was opened', async () => {
    const { token, holder, link } = await buildOpenedLink()
    expect(await findOpenedLinkId(holder, token)).toBe(link.id)
    expect(await findOpenedLinkId(stranger(), token)).toBeNull()
    expect(await findOpenedLinkId((await buildOpenedLink()).holder, token)).toBeNull()
    expect(await findOpenedLinkId(holder, 'C'.repeat(43))).toBeNull()
  })

  test('a session confined to one link does not show another', async () => {
    const one = await buildOpenedLink()
    const two = await buildOpenedLink({ owner: one.owner })
    const view = await getOpenedLink(one.holder, { linkId: two.link.id })
    expect(view.id).toBe(one.link.id)
  })

  test('is over after seven days', async () => {
    const { holder, link, cookie } = await buildOpenedLink()
    const expiresAt = new Date(Date.now() - 1000)
    await database().authLinkOpening.updateMany({ where: { authLinkId: link.id }, data: { expiresAt } })
    await expect(getOpenedLink(holder)).rejects.toMatchObject({ code: 'not_found' })
    expect(await findLinkActor(database(), cookie)).toBeNull()
  })

  test('is over when the person says so', async () => {
    const { holder, cookie } = await buildOpenedLink()
    await endLinkSession(stranger(), [cookie])
    expect(await findLinkActor(database(), cookie)).toBeNull()
    await expect(getOpenedLink(holder)).rejects.toMatchObject({ code: 'not_found' })
  })
})

function countOpenings(authLinkId: string): Promise<number> {
  return database().authLinkOpening.count({ where: { authLinkId } })
}

function flip(token: string): string {
  return (token.startsWith('A') ? 'B' : 'A') + token.slice(1)
}

async function changed(data: { expiresAt?: Date; revokedAt?: Date }): Promise<string> {
  const { link, token } = await buildLink()
  await database().authLink.update({ where: { id: link.id }, data })
  return token
}

async function withoutConnections(): Promise<string> {
  const { token, connection } = await buildLink()
  await database().connection.delete({ where: { id: connection.id } })
  return token
}
