import { describe, expect, test } from 'vitest'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { listCredentials } from '#lib/auth-links/giving/list-credentials.ts'
import { listGivers } from '#lib/auth-links/list-givers.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { revokeCredential } from '#lib/credentials/revoke-credential.ts'
import { database } from '#lib/db/database.ts'
import { pauseConnection } from '#lib/projects/connections/pause-connection.ts'
import { buildLink, buildOpenedLink } from '#tests/support/credentials/links.ts'
import { startTokenServer } from '#tests/support/credentials/token-server.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildCredentialRow, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const unreachable = 'http://127.0.0.1:9/mcp'

describe('listCredentials', () => {
  test('shows a member what they have given and what waits for them, by project', async () => {
    const { project, owner } = await buildProject()
    const member = await memberOf(project)
    const given = await buildConnection({ project, slug: 'given' })
    await buildConnection({ project, slug: 'waiting' })
    await buildConnection({ project, slug: 'shared', credentialMode: 'shared' })
    const { id: serverId } = await buildServer({ organizationId: project.organizationId, headers: [] })
    await buildConnection({ project, slug: 'open', serverId })
    await buildCredentialRow(project, { personId: member.actor.personId, connectionId: given.id })

    const [mine, ...more] = await listCredentials(member)
    expect(more).toEqual([])
    expect(mine?.project).toEqual({ slug: project.slug, name: project.name })
    expect(mine?.connections.map(({ isPaused }) => isPaused)).toEqual([false, false])
    await pauseConnection(owner, given.id)
    const paused = await getConnectionToGive(member, { project: project.slug, connection: 'given' })
    expect(paused.isPaused).toBe(true)
    const states = (await slugs(member)).sort()
    expect(states).toEqual(['given verified', 'waiting -'])
    expect((await slugs(owner)).sort()).toEqual(['given -', 'shared -', 'waiting -'])
  })

  test('shows fields, never values', async () => {
    const token = newSecret()
    const { url } = await startTokenServer([token])
    const { holder, connection } = await buildOpenedLink({ url })
    await giveCredential(holder, { connectionId: connection.id, secret: { access_token: token } })
    const [mine] = await listCredentials(holder)
    expect(mine?.connections[0]).toMatchObject({
      fields: [{ name: 'secret.access_token', label: 'Access token', isRequired: true, isSecret: true }],
      credential: { state: 'verified', toolCount: 2 },
      toolNames: ['fetch', 'search'],
    })
    expect(JSON.stringify(mine)).not.toContain(token)
  })

  test('an admin’s own page holds their part, not the whole organisation', async () => {
    const { project } = await buildProject()
    await buildConnection({ project })
    const admin = await signedIn({ role: 'admin', organizationId: project.organizationId })
    expect(await listCredentials(admin)).toEqual([])
  })

  test('needs a person', async () => {
    await expect(listCredentials(stranger())).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('a member outside the project', () => {
  test('gives by the link they have opened, and may replace what they gave', async () => {
    const member = await signedIn()
    const owner = await signedIn({ organizationId: member.actor.organizationId })
    const { token, connection, link } = await buildLink({ owner, email: member.actor.email, url: unreachable })
    const values = { connectionId: connection.id, secret: { access_token: newSecret() }, storeUnverified: true }
    await expect(giveCredential(member, values)).rejects.toMatchObject({ code: 'not_found' })
    await openLink(member, token)
    expect(await giveCredential(member, values)).toMatchObject({ ok: true })

    await database().authLink.update({ where: { id: link.id }, data: { revokedAt: new Date() } })
    expect(await giveCredential(member, values)).toMatchObject({ ok: true })
    const { id: credentialId } = await database().credential.findFirstOrThrow({
      where: { connectionId: connection.id },
    })
    await revokeCredential(member, { credentialId })
    await expect(giveCredential(member, values)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('getConnectionToGive', () => {
  test('opens for members of the project and for the link that covers it', async () => {
    const { holder, connection, project, owner } = await buildOpenedLink()
    const address = { project: project.slug, connection: connection.slug }
    for (const ctx of [holder, owner, await memberOf(project)])
      expect(await getConnectionToGive(ctx, address)).toMatchObject({ connectionId: connection.id, credential: null })
  })

  test('is not found for everyone else, as if it did not exist', async () => {
    const { connection, project, owner, holder } = await buildOpenedLink()
    const uncovered = await buildConnection({ project })
    const address = { project: project.slug, connection: connection.slug }
    const outsider = await signedIn({ organizationId: owner.actor.organizationId })
    const others = [outsider, await signedIn({ role: 'admin' }), (await buildOpenedLink()).holder]
    for (const ctx of others)
      await expect(getConnectionToGive(ctx, address)).rejects.toMatchObject({ code: 'not_found' })
    const other = { project: project.slug, connection: uncovered.slug }
    await expect(getConnectionToGive(holder, other)).rejects.toMatchObject({ code: 'not_found' })
    await expect(getConnectionToGive(stranger(), address)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('listGivers', () => {
  test('shows members and link holders by connection', async () => {
    const { project, owner, holder, connection } = await buildOpenedLink()
    const member = await memberOf(project)
    const shared = await buildConnection({ project, credentialMode: 'shared' })
    await buildCredentialRow(project, {
      personId: member.actor.personId,
      connectionId: connection.id,
      state: 'rejected',
    })

    const { connections, people, canManage } = await listGivers(owner, { project: project.slug })
    expect(canManage).toBe(true)
    expect(connections.map(({ id, mode, shared: set }) => [id, mode, set]).sort()).toEqual(
      [
        [connection.id, 'per_person', null],
        [shared.id, 'shared', null],
      ].sort(),
    )
    const row = (personId: string) => people.find((person) => person.personId === personId)
    expect(row(owner.actor.personId)).toMatchObject({ role: 'owner', given: {} })
    expect(row(member.actor.personId)).toMatchObject({
      role: 'member',
      given: { [connection.id]: { state: 'rejected' } },
    })
    expect(row(holder.actor.personId)).toMatchObject({ role: 'link_holder', given: {} })
  })

  test('is read by members, managed by owners, and hidden from others', async () => {
    const { project } = await buildLink()
    expect(await listGivers(await memberOf(project), { project: project.slug })).toMatchObject({ canManage: false })
    await expect(listGivers(await signedIn(), { project: project.slug })).rejects.toMatchObject({ code: 'not_found' })
  })
})

async function slugs(ctx: Parameters<typeof listCredentials>[0]): Promise<string[]> {
  const projects = await listCredentials(ctx)
  return projects.flatMap(({ connections }) =>
    connections.map(({ slug, credential }) => `${slug} ${credential?.state ?? '-'}`),
  )
}
