import { describe, expect, inject, test } from 'vitest'
import { createLink } from '#lib/auth-links/create-link.ts'
import { database } from '#lib/db/database.ts'
import { issueKey } from '#lib/projects/issue-key.ts'
import { addMember } from '#lib/projects/members/add-member.ts'
import { someoneWaits } from '#tests/support/database/someone-waits.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'

// The embedded database runs one transaction after the other.
describe.runIf(inject('postgres'))('a removal that is not committed yet', () => {
  test('leaves no membership behind: whoever is invited again does not find themselves in a project', async () => {
    const { project, owner } = await buildProject()
    const { actor } = await signedIn({ organizationId: project.organizationId })
    const { adding } = await database().$transaction(async (tx) => {
      await tx.person.update({ where: { id: actor.personId }, data: { role: null } })
      const adding = addMember(owner, project.slug, { email: actor.email }).catch((error: unknown) => error)
      await Promise.race([adding, someoneWaits()])
      return { adding }
    })
    expect(await adding).toMatchObject({ code: 'invalid' })
    const { personId } = actor
    expect(await database().projectMember.count({ where: { personId } })).toBe(0)
  })

  test('leaves no key behind', async () => {
    const { project } = await buildProject()
    const leaving = await memberOf(project)
    const { personId } = leaving.actor
    const { issuing } = await database().$transaction(async (tx) => {
      await tx.person.update({ where: { id: personId }, data: { role: null } })
      await tx.projectMember.deleteMany({ where: { personId } })
      const issuing = issueKey(leaving, project.slug, { name: 'desk' }).catch((error: unknown) => error)
      await Promise.race([issuing, someoneWaits()])
      return { issuing }
    })
    expect(await issuing).toMatchObject({ code: 'precondition_failed' })
    expect(await database().agentKey.count({ where: { personId } })).toBe(0)
  })

  test('leaves no auth link behind whose token a removed owner knows', async () => {
    const { project } = await buildProject()
    const leaving = await memberOf(project, 'owner')
    const connection = await buildConnection({ project })
    const { personId } = leaving.actor
    const input = { project: project.slug, email: 'mia@example.test', connectionIds: [connection.id] }
    const { making } = await database().$transaction(async (tx) => {
      await tx.$queryRaw`select 1 from "Project" where id = ${project.id} for update`
      await tx.projectMember.deleteMany({ where: { personId } })
      const making = createLink(leaving, input).catch((error: unknown) => error)
      await Promise.race([making, someoneWaits()])
      return { making }
    })
    expect(await making).toMatchObject({ code: 'not_found' })
    expect(await database().authLink.count({ where: { projectId: project.id } })).toBe(0)
  })
})

describe('createLink, sent twice at once', () => {
  test('leaves one link that works', async () => {
    const { project, owner } = await buildProject()
    const connection = await buildConnection({ project })
    const input = { project: project.slug, email: 'mia@example.test', connectionIds: [connection.id] }
    await Promise.all([createLink(owner, input), createLink(owner, input), createLink(owner, input)])
    expect(await database().authLink.count({ where: { projectId: project.id, revokedAt: null } })).toBe(1)
  })
})
