import { describe, expect, test } from 'vitest'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { listCredentials, listLeftovers } from '#lib/auth-links/giving/list-credentials.ts'
import { listGivers } from '#lib/auth-links/list-givers.ts'
import { database } from '#lib/db/database.ts'
import { listConnections } from '#lib/projects/connections/list-connections.ts'
import { updateConnection } from '#lib/projects/connections/update-connection.ts'
import { confirm } from '#tests/support/factories/confirm.ts'
import { buildCredentialRow, buildKey, linkHolderOf, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { giveToken } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { fingerprint, startWhoamiServer } from '#tests/support/mcp/whoami-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

/** A connection for which a member has given a token; what calls with the member's key carry, by fingerprint. */
async function setUp(mode: 'per_person' | 'shared' = 'per_person') {
  const { project, owner } = await buildProject()
  const whoami = await startWhoamiServer()
  const connection = await buildConnection({ project, url: `${whoami.origin}/mcp`, slug: 'who', credentialMode: mode })
  const member = await memberOf(project)
  const { personId } = member.actor
  const token = newSecret()
  await giveToken(connection, personId, token, { mode })
  const { text } = await buildKey(project, { personId })
  const call = async () => {
    const answer = await post(`${at.gateway.url}/mcp/${project.slug}/who`, `Bearer ${text}`, toolCall('whoami'))
    return /^whoami for (\S+)$/.exec(textOf(answer.body))?.[1] ?? 'asks to connect'
  }
  const change = (to: 'per_person' | 'shared', more: object = {}) =>
    updateConnection(owner, connection.id, { slug: 'who', mode: to, toolPolicy: 'all', ...more })
  return { project, owner, member, connection, token, call, change }
}

const isKeptOwn = async (id: string) => (await database().connection.findUniqueOrThrow({ where: { id } })).keepsOwn

describe('from each person to shared', () => {
  test('is asked first, with the names of those whose agents it takes down', async () => {
    const { project, member, connection, token, call, change } = await setUp()
    const { actor } = await linkHolderOf(project)
    await buildCredentialRow(project, { ...actor, connectionId: connection.id })
    await expect(change('shared')).rejects.toMatchObject({
      code: 'precondition_failed',
      details: {
        fields: {
          confirmed: expect.stringMatching(
            new RegExp(`${member.actor.name} and the link for ${actor.email}, opened .* which nobody has given yet`),
          ),
          'choice.keepsOwn': expect.any(String),
        },
      },
    })
    expect(await call()).toBe(fingerprint(token))
  })

  test('is asked anew when somebody else is touched since the question', async () => {
    const { project, connection, change } = await setUp()
    const asked = await change('shared').catch((error) => error.details.fields.confirmed)
    const late = await memberOf(project)
    await giveToken(connection, late.actor.personId, newSecret())
    await expect(change('shared', { confirmed: asked })).rejects.toMatchObject({
      details: { fields: { confirmed: expect.stringContaining(late.actor.name) } },
    })
    await expect(change('shared', { confirmed: 'on' })).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('says when a shared set is there, but was refused, and offers to keep own values then too', async () => {
    const { project, owner, connection, change } = await setUp()
    const { id } = await buildCredentialRow(project, { connectionId: connection.id, personId: owner.actor.personId })
    await database().credential.update({ where: { id }, data: { holder: 'shared', personId: null, state: 'rejected' } })
    await expect(change('shared')).rejects.toMatchObject({
      details: {
        fields: {
          confirmed: expect.stringContaining('which the server refused'),
          'choice.keepsOwn': expect.any(String),
        },
      },
    })
  })

  test('goes on with each person’s own until the shared set is there, where the owner wants that', async () => {
    const { owner, member, project, connection, token, call, change } = await setUp()
    await confirm((confirmed) => change('shared', { confirmed, keepsOwn: 'on' }))
    expect(await call()).toBe(fingerprint(token))
    expect((await listConnections(owner, project.slug))[0]?.people).toMatchObject({ mode: 'shared', keepsOwn: true })
    expect((await listLeftovers(member))[0]?.connections[0]?.others).toMatchObject([{ isInUse: true }])
    const { connections, people } = await listGivers(owner, { project: project.slug })
    expect(connections).toMatchObject([{ mode: 'shared', inForce: 'per_person', shared: null }])
    const given = people.find(({ personId }) => personId === member.actor.personId)?.given[connection.id]
    expect(given).toMatchObject({ state: 'verified' })

    const shared = newSecret()
    await giveCredential(owner, { connectionId: connection.id, secret: { access_token: shared } })
    expect(await call()).toBe(fingerprint(shared))
    await database().credential.deleteMany({ where: { connectionId: connection.id, holder: 'shared' } })
    expect(await isKeptOwn(connection.id)).toBe(false)
  })

  test('keeps own values when the shared set is given but could not be tried', async () => {
    const { owner, connection, change } = await setUp()
    await confirm((confirmed) => change('shared', { confirmed, keepsOwn: true }))
    await database().server.updateMany({ where: { id: connection.serverId }, data: { url: 'http://127.0.0.1:9/mcp' } })
    const given = { connectionId: connection.id, secret: { access_token: newSecret() }, storeUnverified: true }
    expect(await giveCredential(owner, given)).toMatchObject({ state: 'unverified' })
    expect(await isKeptOwn(connection.id)).toBe(true)
  })

  test('takes each person’s own out of use at once, where the owner wants that, and shows them to their people', async () => {
    const { member, call, change } = await setUp()
    await confirm((confirmed) => change('shared', { confirmed }))
    expect(await call()).toBe('asks to connect')
    expect(await listCredentials(member)).toEqual([])
    expect((await listLeftovers(member))[0]?.connections[0]?.others).toMatchObject([{ by: null, isInUse: false }])
    await change('per_person')
    expect(await call()).not.toBe('asks to connect')
  })

  test('asks nothing where nobody has given anything', async () => {
    const { project, owner } = await buildProject()
    const { id } = await buildConnection({ project, slug: 'empty' })
    await updateConnection(owner, id, { slug: 'empty', mode: 'shared', toolPolicy: 'all' })
  })
})

describe('from shared to each person', () => {
  test('is asked first, and says who has values of their own', async () => {
    const { call, change } = await setUp('shared')
    await expect(change('per_person')).rejects.toMatchObject({
      details: { fields: { confirmed: expect.stringContaining('Nobody gave values') } },
    })
    expect(await call()).not.toBe('asks to connect')
    await confirm((confirmed) => change('per_person', { confirmed }))
    expect(await call()).toBe('asks to connect')
  })
})

describe('another slug', () => {
  test('is asked first where agents know the old one', async () => {
    const { owner, connection } = await setUp()
    const change = { slug: 'new-name', mode: 'per_person', toolPolicy: 'all' } as const
    await expect(updateConnection(owner, connection.id, change)).rejects.toMatchObject({
      details: { fields: { confirmed: expect.stringMatching(/One agent knows this server as who/) } },
    })
    const confirmedChange = (confirmed?: string) => updateConnection(owner, connection.id, { ...change, confirmed })
    expect(await confirm(confirmedChange)).toEqual({ slug: 'new-name' })
  })
})
