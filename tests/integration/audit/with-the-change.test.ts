import { describe, expect, test } from 'vitest'
import { createLink } from '#lib/auth-links/create-link.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import type { Context } from '#lib/context.ts'
import { revokeCredential } from '#lib/credentials/revoke-credential.ts'
import { database } from '#lib/db/database.ts'
import { changeRole } from '#lib/people/change-role.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { removePerson } from '#lib/people/remove-person.ts'
import { pauseConnection } from '#lib/projects/connections/pause-connection.ts'
import { removeConnection } from '#lib/projects/connections/remove-connection.ts'
import { createProject } from '#lib/projects/create-project.ts'
import { issueKey } from '#lib/projects/issue-key.ts'
import { removeMember } from '#lib/projects/members/remove-member.ts'
import { removeProject } from '#lib/projects/remove-project.ts'
import { revokeKey } from '#lib/projects/revoke-key.ts'
import { updateProject } from '#lib/projects/update-project.ts'
import { removeServer } from '#lib/servers/remove-server.ts'
import { updateServer } from '#lib/servers/update-server.ts'
import { tokenOf } from '#tests/support/credentials/links.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildKey, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { giveToken } from '#tests/support/gateway/agents.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

/** An admin who owns a project with everything in it that can be changed. */
async function setUp() {
  const admin = await signedIn({ role: 'admin' })
  const { organizationId } = admin.actor
  const { project } = await buildProject({ owner: admin })
  const { actor: member } = await memberOf(project)
  const connection = await buildConnection({ project })
  const { key } = await buildKey(project, { personId: member.personId })
  const credentialId = await giveToken(connection, member.personId, newSecret())
  const asking = { project: project.slug, email: 'ben@example.test', connectionIds: [connection.id] }
  const link = await createLink(admin, asking)
  return { admin, organizationId, project, member, connection, key, credentialId, asking, link }
}
type Scene = Awaited<ReturnType<typeof setUp>>

/** Every row of the organisation but its audit, in a form that can be compared. */
async function rowsOf(organizationId: string): Promise<string> {
  const db = database()
  const where = { organizationId }
  const rows = await Promise.all([
    db.person.findMany({ where, orderBy: { id: 'asc' } }),
    db.session.findMany({ where, orderBy: { id: 'asc' } }),
    db.oneTimeLink.findMany({ where, orderBy: { id: 'asc' } }),
    db.server.findMany({ where, orderBy: { id: 'asc' }, include: { inputs: { orderBy: { position: 'asc' } } } }),
    db.project.findMany({ where, orderBy: { id: 'asc' }, include: { members: { orderBy: { personId: 'asc' } } } }),
    db.connection.findMany({ where, orderBy: { id: 'asc' } }),
    db.credential.findMany({ where, orderBy: { id: 'asc' } }),
    db.agentKey.findMany({ where, orderBy: { id: 'asc' } }),
    db.authLink.findMany({ where, orderBy: { id: 'asc' } }),
  ])
  return JSON.stringify(rows)
}

type Change = (ctx: Context, scene: Scene) => Promise<unknown>

const changes: Record<string, Change> = {
  'changing a role': (ctx, { member }) => changeRole(ctx, { personId: member.personId, role: 'auditor' }),
  'removing a person': (ctx, { member }) => removePerson(ctx, { personId: member.personId }),
  'an invitation': (ctx) => invitePerson(ctx, { email: 'noor@example.test', role: 'member' }),
  'a new project': (ctx) => createProject(ctx, { name: 'Another' }),
  'changing a project': (ctx, { project }) => updateProject(ctx, project.slug, { name: 'Renamed', description: '' }),
  'removing a project': (ctx, { project }) => removeProject(ctx, project.slug),
  'removing a member': (ctx, { project, member }) => removeMember(ctx, project.slug, { personId: member.personId }),
  'pausing a connection': (ctx, { connection }) => pauseConnection(ctx, connection.id),
  'removing a connection': (ctx, { connection }) => removeConnection(ctx, connection.id),
  'a new key': (ctx, { project }) => issueKey(ctx, project.slug, { name: 'a key' }),
  'revoking a key': (ctx, { key }) => revokeKey(ctx, key.id),
  'revoking a credential': (ctx, { credentialId }) => revokeCredential(ctx, { credentialId }),
  'a new auth link': (ctx, { asking }) => createLink(ctx, { ...asking, email: 'noor@example.test' }),
  'revoking an auth link': (ctx, { link }) => revokeLink(ctx, { linkId: link.id }),
  'opening an auth link': (ctx, { link }) => openLink({ ...stranger(), requestId: ctx.requestId }, tokenOf(link.url)),
  'changing a server': (ctx, { connection }) => updateServer(ctx, { serverId: connection.serverId, name: 'Renamed' }),
  'removing a server': (ctx, { connection }) => removeServer(ctx, connection.serverId),
}

describe.each(Object.entries(changes))('%s', (_, change) => {
  test('is recorded once, with what it changed', async () => {
    const scene = await setUp()
    const before = await rowsOf(scene.organizationId)
    const ctx = { ...scene.admin, requestId: crypto.randomUUID() }
    await change(ctx, scene)
    expect(await rowsOf(scene.organizationId)).not.toBe(before)
    expect(await database().auditRecord.count({ where: { requestId: ctx.requestId } })).toBe(1)
  })

  test('does not happen when it cannot be recorded, and nobody is told', async () => {
    const scene = await setUp()
    const before = await rowsOf(scene.organizationId)
    const heard = hearNotices()
    // No text of the database holds a NUL, so the record of this request is refused.
    await expect(change({ ...scene.admin, requestId: 'a\0b' }, scene)).rejects.toThrow()
    expect(await rowsOf(scene.organizationId)).toBe(before)
    expect(heard).toEqual([])
  })
})
