import { describe, expect, test } from 'vitest'
import { rejectCredential } from '#lib/credentials/reject-credential.ts'
import { revokeCredential } from '#lib/credentials/revoke-credential.ts'
import { touchCredentials } from '#lib/credentials/touch-credentials.ts'
import { database } from '#lib/db/database.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { auditedActions, buildCredentialRow, linkHolderOf, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'

async function buildGiven() {
  const { project, owner } = await buildProject()
  const member = await memberOf(project)
  const credential = await buildCredentialRow(project, { personId: member.actor.personId })
  return { project, owner, member, credential, credentialId: credential.id }
}

function find(id: string) {
  return database().credential.findUnique({ where: { id } })
}

describe('revokeCredential', () => {
  test('deletes the person’s own values, records it and tells the gateway', async () => {
    const { member, credential, credentialId } = await buildGiven()
    const notices = hearNotices()
    await revokeCredential(member, { credentialId })
    expect(await find(credentialId)).toBeNull()
    expect(await auditedActions(credentialId)).toEqual(['credential.revoke'])
    const { connectionId } = credential
    expect(notices).toEqual([{ kind: 'credential.changed', connectionId, credentialId }])
    await expect(revokeCredential(member, { credentialId })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('lets an owner of the project, or an admin, take back anyone’s', async () => {
    const one = await buildGiven()
    await revokeCredential(one.owner, { credentialId: one.credentialId })
    const two = await buildGiven()
    const admin = await signedIn({ role: 'admin', organizationId: two.project.organizationId })
    await revokeCredential(admin, { credentialId: two.credentialId })
    expect([await find(one.credentialId), await find(two.credentialId)]).toEqual([null, null])
  })

  test('is not for another member, another project’s owner, another organisation or a stranger', async () => {
    const { project, credentialId } = await buildGiven()
    const { organizationId } = project
    const { owner: elsewhere } = await buildProject({ owner: await signedIn({ organizationId }) })
    const foreign = await signedIn({ role: 'admin' })
    for (const other of [await memberOf(project), elsewhere, foreign, await linkHolderOf(project)])
      await expect(revokeCredential(other, { credentialId })).rejects.toMatchObject({ code: 'not_found' })
    await expect(revokeCredential(stranger(), { credentialId })).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await find(credentialId)).not.toBeNull()
  })

  test('keeps a member from the shared set, which is the owners’', async () => {
    const { project, owner, member } = await buildGiven()
    const { id: connectionId } = await buildConnection({ project, credentialMode: 'shared' })
    const { id: credentialId } = await database().credential.create({
      data: {
        organizationId: project.organizationId,
        connectionId,
        holder: 'shared',
        proof: 'signed_in',
        givenById: member.actor.personId,
        envelope: new Uint8Array([0]),
        state: 'verified',
      },
    })
    await expect(revokeCredential(member, { credentialId })).rejects.toMatchObject({ code: 'not_found' })
    await revokeCredential(owner, { credentialId })
    expect(await find(credentialId)).toBeNull()
  })
})

describe('rejectCredential', () => {
  test('marks it once, with the reason, as Jetway itself', async () => {
    const { credential, credentialId } = await buildGiven()
    const notices = hearNotices()
    expect(await rejectCredential(database(), credentialId, 'The server answered 401.')).toBe(true)
    expect(await rejectCredential(database(), credentialId, 'again')).toBe(false)
    expect(await find(credentialId)).toMatchObject({ state: 'rejected', stateReason: 'The server answered 401.' })
    const record = await database().auditRecord.findFirstOrThrow({ where: { targetId: credentialId } })
    expect(record).toMatchObject({ action: 'credential.reject', actorKind: 'system' })
    expect(await auditedActions(credentialId)).toHaveLength(1)
    expect(notices).toEqual([{ kind: 'credential.changed', connectionId: credential.connectionId, credentialId }])
  })

  test('leaves alone what was given anew since the refused call began', async () => {
    const { credentialId } = await buildGiven()
    await database().credential.update({ where: { id: credentialId }, data: { verifiedAt: new Date() } })
    const startedAt = new Date(Date.now() - 60_000)
    expect(await rejectCredential(database(), credentialId, 'late', { startedAt })).toBe(false)
    expect(await find(credentialId)).toMatchObject({ state: 'verified' })
    expect(await rejectCredential(database(), credentialId, 'now', { startedAt: new Date() })).toBe(true)
  })

  test('leaves alone what was given anew but could not be tried', async () => {
    const { credentialId } = await buildGiven()
    const startedAt = new Date(Date.now() - 60_000)
    await database().credential.update({ where: { id: credentialId }, data: { state: 'unverified', verifiedAt: null } })
    expect(await rejectCredential(database(), credentialId, 'late', { startedAt })).toBe(false)
    expect(await find(credentialId)).toMatchObject({ state: 'unverified' })
  })

  test('of the fourth person whom a server refuses at once says nothing about anybody: all are tried again', async () => {
    const { project } = await buildProject()
    const { id: connectionId } = await buildConnection({ project })
    const give = async () => {
      const { personId } = (await memberOf(project)).actor
      return (await buildCredentialRow(project, { personId, connectionId })).id
    }
    const first = [await give(), await give(), await give()]
    const [fourth, fifth] = [await give(), await give()]
    for (const id of first) expect(await rejectCredential(database(), id, 'The server answered 401.')).toBe(true)
    expect(await rejectCredential(database(), fourth, 'The server answered 401.')).toBe(false)
    expect(await rejectCredential(database(), fifth, 'The server answered 401.')).toBe(false)
    for (const id of first) {
      expect(await find(id)).toMatchObject({ state: 'unverified', stateReason: expect.stringContaining('many people') })
      expect(await auditedActions(id)).toEqual(['credential.reject', 'credential.absolve'])
    }
    expect(await find(fourth)).toMatchObject({ state: 'verified' })
    expect(await rejectCredential(database(), fifth, 'Twice.', { isCertain: true })).toBe(true)
  })

  test('does nothing for a credential that is gone', async () => {
    expect(await rejectCredential(database(), 'gone', 'x')).toBe(false)
  })
})

describe('touchCredentials', () => {
  test('notes last uses, never backwards, and changes nothing else', async () => {
    const { credential: one, project } = await buildGiven()
    const { owner } = await buildGiven()
    const two = await buildCredentialRow(project, { personId: owner.actor.personId })
    const early = new Date('2026-01-01T10:00:00.123Z')
    const late = new Date('2026-01-02T10:00:00.456Z')
    await touchCredentials(
      database(),
      new Map([
        [one.id, late],
        [two.id, early],
        ['gone', late],
      ]),
    )
    await touchCredentials(database(), new Map([[one.id, early]]))
    await touchCredentials(database(), new Map())
    expect(await find(one.id)).toMatchObject({ lastUsedAt: late, updatedAt: one.updatedAt })
    expect(await find(two.id)).toMatchObject({ lastUsedAt: early })
  })
})
