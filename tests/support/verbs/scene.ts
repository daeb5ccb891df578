import { createLink } from '#lib/auth-links/create-link.ts'
import { database } from '#lib/db/database.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { keepDraft } from '#lib/servers/onboarding/save-draft.ts'
import { buildAccount } from '#tests/support/factories/accounts.ts'
import { stranger } from '#tests/support/factories/context.ts'
import { buildCredentialRow, buildKey, linkHolderOf, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'

export type Scene = Awaited<ReturnType<typeof buildScene>>

/** An organisation with one of everything that an id can name. */
export async function buildScene() {
  const admin = await buildAccount({ role: 'admin' })
  const { organizationId, personId } = admin.actor
  const { project } = await buildProject({ owner: admin })
  const member = await memberOf(project)
  const holder = await linkHolderOf(project)
  const server = await buildServer({ organizationId })
  const connection = await buildConnection({ project, serverId: server.id })
  const credential = await buildCredentialRow(project, { personId, connectionId: connection.id })
  const { key } = await buildKey(project, { personId, createdById: member.actor.personId, allowedAt: null })
  const email = member.actor.email
  const link = await createLink(admin, { project: project.slug, email, connectionIds: [connection.id] })
  const { id: authLinkId } = await database().authLink.findFirstOrThrow({ where: { email } })
  await invitePerson(admin, { email: `new-${crypto.randomUUID()}@example.test`, role: 'member' })
  const { id: invitationId } = await database().oneTimeLink.findFirstOrThrow({ where: { organizationId } })
  await keepDraft(admin, { entryKey: 'custom', name: 'A draft' })
  return {
    admin,
    stranger: stranger(),
    project,
    member,
    holder,
    server,
    connection,
    credential,
    key,
    authLinkId,
    token: link.url.slice(link.url.lastIndexOf('/') + 1),
    invitationId,
  }
}
