import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { newAgentKey } from '#lib/projects/agent-key.ts'
import { touchKey, verifyKey } from '#lib/projects/verify-key.ts'
import { buildCredentialRow, buildKey, linkHolderOf, memberOf } from '#tests/support/factories/keys.ts'
import { buildPerson } from '#tests/support/factories/people.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

const unknown = { ok: false, reason: 'unknown' }
const past = new Date(Date.now() - 1000)

describe('verifyKey', () => {
  test('tells the project and the person of a key', async () => {
    const { project, owner } = await buildProject()
    const expiresAt = new Date(Date.now() + 60_000)
    const { key, text } = await buildKey(project, { personId: owner.actor.personId, expiresAt })
    expect(await verifyKey(database(), text)).toEqual({
      ok: true,
      principal: {
        keyId: key.id,
        keyName: key.name,
        organizationId: project.organizationId,
        projectId: project.id,
        projectSlug: project.slug,
        personId: owner.actor.personId,
        proof: 'signed_in',
        expiresAt,
      },
    })
  })

  test('does not know a key that was never made, nor noise', async () => {
    for (const text of [newAgentKey().text, '', 'jway_', 'x'.repeat(64)])
      expect(await verifyKey(database(), text)).toEqual(unknown)
  })

  test('does not know a known id with another secret (the id is no secret)', async () => {
    const { project, owner } = await buildProject()
    const { key } = await buildKey(project, { personId: owner.actor.personId })
    const forged = newAgentKey()
    await database().agentKey.update({ where: { id: key.id }, data: { publicId: forged.publicId } })
    expect(await verifyKey(database(), forged.text)).toEqual(unknown)
  })

  test.each([
    ['expired', { expiresAt: past }],
    ['revoked', { revokedAt: past }],
    ['refused', { refusedAt: past }],
  ])('does not know a key that is %s', async (_, stamps) => {
    const { project, owner } = await buildProject()
    const { text } = await buildKey(project, { personId: owner.actor.personId, ...stamps })
    expect(await verifyKey(database(), text)).toEqual(unknown)
  })

  test('says that a right key still waits for its person', async () => {
    const { project } = await buildProject()
    const member = await memberOf(project)
    const { text } = await buildKey(project, { personId: member.actor.personId, allowedAt: null })
    expect(await verifyKey(database(), text)).toEqual({ ok: false, reason: 'not_allowed_yet' })
  })

  test('says nothing about a waiting key that has expired', async () => {
    const { project, owner } = await buildProject()
    const { text } = await buildKey(project, { personId: owner.actor.personId, allowedAt: null, expiresAt: past })
    expect(await verifyKey(database(), text)).toEqual(unknown)
  })

  test('does not know the key of someone who left the project', async () => {
    const { project } = await buildProject()
    const { actor } = await memberOf(project)
    const { text } = await buildKey(project, { personId: actor.personId })
    expect((await verifyKey(database(), text)).ok).toBe(true)
    await database().projectMember.deleteMany({ where: { projectId: project.id, personId: actor.personId } })
    expect(await verifyKey(database(), text)).toEqual(unknown)
  })

  test('does not know the key of someone who lost their seat, although the membership row is there', async () => {
    const { project } = await buildProject()
    const { actor } = await memberOf(project)
    const { text } = await buildKey(project, { personId: actor.personId })
    await database().person.update({ where: { id: actor.personId }, data: { role: null } })
    expect(await verifyKey(database(), text)).toEqual(unknown)
  })

  test('knows the key of a link holder until the link is revoked, with or without a credential', async () => {
    const { project } = await buildProject()
    const { actor } = await linkHolderOf(project)
    const { text } = await buildKey(project, { personId: actor.personId, proof: actor.proof })
    expect((await verifyKey(database(), text)).ok).toBe(true)
    await database().authLink.update({ where: { id: actor.authLinkId }, data: { revokedAt: new Date() } })
    expect(await verifyKey(database(), text)).toEqual(unknown)
  })

  test('does not know a key that an opening allowed by what another opening, or the person signed in, may', async () => {
    const { project } = await buildProject()
    const { actor } = await linkHolderOf(project)
    const { personId } = actor
    const { text } = await buildKey(project, { personId, proof: crypto.randomUUID() })
    await buildCredentialRow(project, { personId, proof: actor.proof })
    await buildCredentialRow(project, { personId })
    expect(await verifyKey(database(), text)).toEqual(unknown)
  })

  test('knows the key of someone who gave a credential in this project, not in another', async () => {
    const [{ project }, { project: other }] = [await buildProject(), await buildProject()]
    const person = await buildPerson({ organizationId: project.organizationId, role: null })
    const { text } = await buildKey(project, { personId: person.id })
    expect(await verifyKey(database(), text)).toEqual(unknown)
    await buildCredentialRow(project, { personId: person.id })
    expect((await verifyKey(database(), text)).ok).toBe(true)
    const elsewhere = await buildPerson({ organizationId: other.organizationId, role: null })
    await buildCredentialRow(other, { personId: elsewhere.id })
    expect(await verifyKey(database(), (await buildKey(project, { personId: elsewhere.id })).text)).toEqual(unknown)
  })
})

describe('touchKey', () => {
  test('notes the use of exactly these keys', async () => {
    const { project, owner } = await buildProject()
    const { personId } = owner.actor
    const [used, idle] = [await buildKey(project, { personId }), await buildKey(project, { personId })]
    await touchKey(database(), [used.key.id])
    await touchKey(database(), [])
    const rows = await database().agentKey.findMany({ where: { projectId: project.id } })
    expect(rows.find((row) => row.id === used.key.id)?.lastUsedAt).toBeInstanceOf(Date)
    expect(rows.find((row) => row.id === idle.key.id)?.lastUsedAt).toBeNull()
  })
})
