import { describe, expect, test } from 'vitest'
import { findLinkActor } from '#lib/auth/session-row.ts'
import { createLink } from '#lib/auth-links/create-link.ts'
import { getOpenedLink } from '#lib/auth-links/get-opened-link.ts'
import { listLinks } from '#lib/auth-links/list-links.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { previewLink } from '#lib/auth-links/preview-link.ts'
import { replaceLink } from '#lib/auth-links/replace-link.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import { database } from '#lib/db/database.ts'
import { buildLink, buildOpenedLink, pressOpen, tokenOf } from '#tests/support/credentials/links.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { auditedActions, buildCredentialRow, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'

const dayMs = 24 * 60 * 60 * 1000

describe('createLink', () => {
  test('answers the address once and keeps only a hash of its token', async () => {
    const { link, token } = await buildLink()
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const row = await database().authLink.findUniqueOrThrow({ where: { id: link.id } })
    expect(JSON.stringify(row)).not.toContain(token)
    expect(row.expiresAt.getTime()).toBeGreaterThan(Date.now() + 6.9 * dayMs)
    expect(row.expiresAt.getTime()).toBeLessThan(Date.now() + 7.1 * dayMs)
  })

  test('records who asked whom for what, without the token', async () => {
    const { link, token, owner, email, connection } = await buildLink()
    const record = await database().auditRecord.findFirstOrThrow({ where: { targetId: link.id } })
    expect(record).toMatchObject({ action: 'auth_link.create', actorId: owner.actor.personId, targetLabel: email })
    expect(record.details).toEqual({ mode: 'per_person', connections: [connection.slug] })
    expect(JSON.stringify(record)).not.toContain(token)
  })

  test('is for owners: a member is refused, anyone else finds nothing', async () => {
    const { project, connection, owner } = await buildLink()
    const input = { project: project.slug, email: 'a@example.test', connectionIds: [connection.id] }
    await expect(createLink(await memberOf(project), input)).rejects.toMatchObject({ code: 'forbidden' })
    const outsider = await signedIn({ organizationId: owner.actor.organizationId })
    await expect(createLink(outsider, input)).rejects.toMatchObject({ code: 'not_found' })
    await expect(createLink(await signedIn(), input)).rejects.toMatchObject({ code: 'not_found' })
    await expect(createLink(stranger(), input)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('takes one address, at least one connection and at most thirty days', async () => {
    const { project, owner, connection } = await buildLink()
    const good = { project: project.slug, email: 'A@Example.test ', connectionIds: [connection.id] }
    expect((await createLink(owner, good)).email).toBe('a@example.test')
    for (const bad of [
      { email: 'a@example.test, b@example.test' },
      { email: '' },
      { connectionIds: [] },
      { expiresInDays: 31 },
      { expiresInDays: 0 },
    ])
      await expect(createLink(owner, { ...good, ...bad })).rejects.toThrow()
  })

  test('refuses connections of another project, of another mode, or without anything to ask for', async () => {
    const { project, owner, connection } = await buildLink()
    const { connection: foreign } = await buildLink()
    const shared = await buildConnection({ project, credentialMode: 'shared' })
    const open = await buildConnection({ project })
    await database().serverInput.deleteMany({ where: { serverId: open.serverId } })
    const ask = (connectionIds: string[], credentialMode?: 'shared') =>
      createLink(owner, { project: project.slug, email: 'a@example.test', connectionIds, credentialMode })

    const wrong: Parameters<typeof ask>[] = [
      [[connection.id, foreign.id]],
      [[shared.id]],
      [[connection.id], 'shared'],
      [[open.id]],
    ]
    for (const choice of wrong)
      await expect(ask(...choice)).rejects.toMatchObject({
        code: 'invalid',
        details: { fields: { connectionIds: expect.any(String) } },
      })
    expect(await ask([shared.id], 'shared')).toMatchObject({
      email: 'a@example.test',
      url: expect.stringContaining('/link/'),
    })
  })
})

describe('replaceLink', () => {
  test('gives a new address; the old one is dead at once', async () => {
    const { link, token, owner } = await buildLink()
    const fresh = await replaceLink(owner, { linkId: link.id })
    expect(await previewLink(stranger(), token)).toBeNull()
    expect(await openLink(stranger(), token)).toBeNull()
    expect(await previewLink(stranger(), tokenOf(fresh.url))).not.toBeNull()
    expect(await auditedActions(link.id)).toEqual(['auth_link.create', 'auth_link.replace'])
  })

  test('ends the session the old one had opened, and can be opened anew', async () => {
    const { link, owner, holder, cookie } = await buildOpenedLink()
    const fresh = await replaceLink(owner, { linkId: link.id })
    await expect(getOpenedLink(holder)).rejects.toMatchObject({ code: 'not_found' })
    expect(await findLinkActor(database(), cookie)).toBeNull()
    expect(await openLink(stranger(), tokenOf(fresh.url))).toMatchObject({ kind: 'session' })
  })

  test('is for owners', async () => {
    const { link, project } = await buildLink()
    await expect(replaceLink(await memberOf(project), { linkId: link.id })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(replaceLink(await signedIn(), { linkId: link.id })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('says so when its connections are gone', async () => {
    const { link, owner, connection } = await buildLink()
    await database().connection.delete({ where: { id: connection.id } })
    await expect(replaceLink(owner, { linkId: link.id })).rejects.toMatchObject({ code: 'precondition_failed' })
  })
})

describe('revokeLink', () => {
  test('ends the link and its session, once', async () => {
    const { link, owner, holder, token, cookie } = await buildOpenedLink()
    await revokeLink(owner, { linkId: link.id })
    await revokeLink(owner, { linkId: link.id })
    expect(await previewLink(stranger(), token)).toBeNull()
    await expect(getOpenedLink(holder)).rejects.toMatchObject({ code: 'not_found' })
    expect(await findLinkActor(database(), cookie)).toBeNull()
    expect(await auditedActions(link.id)).toEqual(['auth_link.create', 'auth_link.open', 'auth_link.revoke'])
  })

  test('is for owners and admins', async () => {
    const { link, project, owner } = await buildLink()
    await expect(revokeLink(await memberOf(project), { linkId: link.id })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(revokeLink(await signedIn(), { linkId: link.id })).rejects.toMatchObject({ code: 'not_found' })
    await revokeLink(await signedIn({ role: 'admin', organizationId: owner.actor.organizationId }), { linkId: link.id })
  })
})

describe('listLinks', () => {
  test('tells waiting, opened, done, expired and revoked links apart', async () => {
    const waiting = await buildLink()
    const { owner, project, connection } = waiting
    const send = (email: string) => createLink(owner, { project: project.slug, email, connectionIds: [connection.id] })
    const [opened, done, expired, revoked] = await Promise.all(
      ['o', 'd', 'e', 'r'].map((name) => send(`${name}@x.test`)),
    )
    if (!opened || !done || !expired || !revoked) throw new Error('four links')
    await openLink(stranger(), tokenOf(opened.url))
    const { personId, proof } = (await pressOpen(tokenOf(done.url))).holder.actor
    await buildCredentialRow(project, { personId, proof, connectionId: connection.id })
    await database().authLink.update({ where: { id: expired.id }, data: { expiresAt: new Date(0) } })
    await revokeLink(owner, { linkId: revoked.id })

    const { links } = await listLinks(owner, { project: project.slug })
    const states = Object.fromEntries(links.map((link) => [link.id, link.state]))
    expect(states).toEqual({
      [waiting.link.id]: 'waiting',
      [opened.id]: 'opened',
      [done.id]: 'done',
      [expired.id]: 'expired',
      [revoked.id]: 'revoked',
    })
  })

  test('is paged, newest first, and holds no token', async () => {
    const { owner, project, connection, token } = await buildLink()
    const { organizationId } = project
    await database().authLink.createMany({
      data: Array.from({ length: 51 }, (_, index) => ({
        organizationId,
        projectId: project.id,
        email: `p${index}@x.test`,
        tokenHash: crypto.getRandomValues(new Uint8Array(32)),
        createdAt: new Date(Date.now() - index * 1000 - 60_000),
        expiresAt: new Date(Date.now() + dayMs),
      })),
    })
    const first = await listLinks(owner, { project: project.slug })
    expect(first.links).toHaveLength(50)
    expect(first.links[0]?.connections).toEqual([{ slug: connection.slug, server: expect.any(String), isGiven: false }])
    const second = await listLinks(owner, { project: project.slug, after: first.next ?? undefined })
    expect(second).toMatchObject({ next: null })
    expect(second.links.map(({ email }) => email)).toEqual(['p49@x.test', 'p50@x.test'])
    expect(JSON.stringify(first)).not.toContain(token)
  })

  test('shows a mere member nothing, and others not even the project', async () => {
    const { project } = await buildLink()
    expect(await listLinks(await memberOf(project), { project: project.slug })).toEqual({
      links: [],
      next: null,
      canManage: false,
    })
    await expect(listLinks(await signedIn(), { project: project.slug })).rejects.toMatchObject({ code: 'not_found' })
    const { owner: other } = await buildProject()
    await expect(listLinks(other, { project: project.slug })).rejects.toMatchObject({ code: 'not_found' })
  })
})
