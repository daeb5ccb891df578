import { describe, expect, test } from 'vitest'
import { signIn } from '#lib/auth/sign-in.ts'
import type { Context, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { acceptInvitation } from '#lib/people/accept-invitation.ts'
import { findInvitation, findReset } from '#lib/people/find-link.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { issueResetLink } from '#lib/people/issue-reset.ts'
import { removePerson } from '#lib/people/remove-person.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { buildAccount, goodPassword, tokenOf } from '#tests/support/factories/accounts.ts'
import { buildAuthLinkRow } from '#tests/support/factories/auth-links.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { unique } from '#tests/support/factories/people.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { giveToken } from '#tests/support/gateway/agents.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

type Member = Context<UserActor>

const inSame = (ctx: Member) => ({ organizationId: ctx.actor.organizationId })

/** An admin, someone to remove, and a project of the admin's to which both belong. */
async function buildScene() {
  const admin = await signedIn({ role: 'admin' })
  const leaver = await buildAccount(inSame(admin))
  const { project } = await buildProject({ owner: admin })
  await addMember(project.id, leaver, 'member')
  return { admin, leaver, project, personId: leaver.actor.personId }
}

function addMember(projectId: string, { actor }: Member, role: 'owner' | 'member') {
  const { personId, organizationId } = actor
  return database().projectMember.create({ data: { projectId, personId, organizationId, role } })
}

describe('removePerson', () => {
  test('takes seat and password, and keeps the name for audit and activity', async () => {
    const { admin, leaver, personId } = await buildScene()
    await removePerson(admin, { personId })
    const row = await database().person.findUnique({ where: { id: personId } })
    expect(row).toMatchObject({ email: leaver.actor.email, name: leaver.actor.name, role: null, passwordHash: null })
    const attempt = { email: leaver.actor.email, password: goodPassword }
    expect(await signIn(stranger(), attempt, `address-${unique()}`)).toBeNull()
  })

  test('ends sessions and memberships', async () => {
    const { admin, leaver, personId } = await buildScene()
    await removePerson(admin, { personId })
    expect(await database().session.findUnique({ where: { id: leaver.sessionId } })).toBeNull()
    expect(await database().projectMember.count({ where: { personId } })).toBe(0)
  })

  test('revokes the keys that act for them and those they made (they know the secret), and no others', async () => {
    const { admin, project, personId } = await buildScene()
    const { key: own } = await buildKey(project, { personId })
    const { key: made } = await buildKey(project, { personId: admin.actor.personId, createdById: personId })
    await buildKey(project, { personId: admin.actor.personId })
    await removePerson(admin, { personId })
    const revoked = await database().agentKey.findMany({
      where: { projectId: project.id, revokedAt: { not: null } },
      select: { id: true },
    })
    expect(revoked.map((key) => key.id).sort()).toEqual([own.id, made.id].sort())
  })

  test("deletes their credentials and leaves the project's shared set", async () => {
    const { admin, project, personId } = await buildScene()
    const connection = await buildConnection({ project })
    await giveToken(connection, personId, newSecret())
    await giveToken(connection, personId, newSecret(), { mode: 'shared' })
    await removePerson(admin, { personId })
    const left = await database().credential.findMany({ where: { connectionId: connection.id } })
    expect(left.map((credential) => credential.holder)).toEqual(['shared'])
  })

  test('revokes the unused links that are for them or made by them', async () => {
    const { admin, leaver, project, personId } = await buildScene()
    await database().person.update({ where: { id: personId }, data: { role: 'admin' } })
    const asAdmin = { ...leaver, actor: { ...leaver.actor, role: 'admin' as const } }
    const invitation = tokenOf(
      (await invitePerson(asAdmin, { email: `x-${unique()}@example.test`, role: 'admin' })).url,
    )
    const reset = tokenOf((await issueResetLink(admin, leaver.actor.email)).url)
    await buildAuthLinkRow(project, { email: leaver.actor.email, createdById: admin.actor.personId })
    await buildAuthLinkRow(project, { createdById: personId })
    const other = await buildAuthLinkRow(project, { createdById: admin.actor.personId })
    await removePerson(admin, { personId })
    expect(await findInvitation(stranger(), invitation)).toBeNull()
    expect(await findReset(stranger(), reset)).toBeNull()
    const open = await database().authLink.findMany({ where: { projectId: project.id, revokedAt: null } })
    expect(open.map((link) => link.id)).toEqual([other.id])
  })

  test('is on record and announced', async () => {
    const { admin, leaver, project, personId } = await buildScene()
    const { key } = await buildKey(project, { personId })
    const heard = hearNotices()
    await removePerson(admin, { personId })
    expect(heard).toContainEqual({ kind: 'person.changed', personId })
    expect(heard).toContainEqual({ kind: 'key.changed', keyId: key.id })
    const where = { ...inSame(admin), action: 'person.remove' }
    expect(await database().auditRecord.findMany({ where })).toMatchObject([
      {
        actorId: admin.actor.personId,
        targetLabel: leaver.actor.email,
        details: { keys: 1, credentials: 0, projects: 1 },
      },
    ])
  })

  test('can be undone by an invitation, to the same person', async () => {
    const { admin, leaver, personId } = await buildScene()
    await removePerson(admin, { personId })
    const token = tokenOf((await invitePerson(admin, { email: leaver.actor.email, role: 'member' })).url)
    await acceptInvitation(stranger(), { token, name: 'Back again', password: goodPassword })
    const row = await database().person.findUnique({ where: { id: personId } })
    expect(row).toMatchObject({ role: 'member', name: 'Back again' })
  })

  test('keeps the last admin', async () => {
    const { admin } = await buildScene()
    const removal = removePerson(admin, { personId: admin.actor.personId })
    await expect(removal).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('keeps one of two admins who remove each other at the same moment', async () => {
    const mia = await signedIn({ role: 'admin' })
    const noor = await signedIn({ role: 'admin', ...inSame(mia) })
    const both = await Promise.allSettled([
      removePerson(mia, { personId: noor.actor.personId }),
      removePerson(noor, { personId: mia.actor.personId }),
    ])
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await database().person.count({ where: { ...inSame(mia), role: 'admin' } })).toBe(1)
  })

  test('keeps the last owner of a project, and names the project', async () => {
    const admin = await signedIn({ role: 'admin' })
    const owner = await signedIn(inSame(admin))
    const { project } = await buildProject({ owner })
    const removal = removePerson(admin, { personId: owner.actor.personId })
    await expect(removal).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining(project.name),
    })
    await addMember(project.id, admin, 'owner')
    expect(await removePerson(admin, { personId: owner.actor.personId })).toEqual({ name: owner.actor.name })
  })

  test('keeps one of two owners who are removed at the same moment', async () => {
    const admin = await signedIn({ role: 'admin' })
    const [mia, noor] = [await signedIn(inSame(admin)), await signedIn(inSame(admin))]
    const { project } = await buildProject({ owner: mia })
    await addMember(project.id, noor, 'owner')
    const both = await Promise.allSettled(
      [mia, noor].map(({ actor }) => removePerson(admin, { personId: actor.personId })),
    )
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('finds nobody twice, and nobody of another organisation', async () => {
    const { admin, personId } = await buildScene()
    await removePerson(admin, { personId })
    await expect(removePerson(admin, { personId })).rejects.toMatchObject({ code: 'not_found' })
    const foreign = await signedIn()
    const removal = removePerson(admin, { personId: foreign.actor.personId })
    await expect(removal).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is for admins', async () => {
    const { leaver, personId } = await buildScene()
    await expect(removePerson(leaver, { personId })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(removePerson(stranger(), { personId })).rejects.toMatchObject({ code: 'unauthenticated' })
    const admin = await signedIn({ role: 'admin' })
    await expect(removePerson(admin, { personId: "x' or 1=1" })).rejects.toThrow('not a person')
  })
})
