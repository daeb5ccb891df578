import { describe, expect, test } from 'vitest'
import { endLinkSession } from '#lib/auth-links/end-link-session.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { replaceLink } from '#lib/auth-links/replace-link.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import { openCredential } from '#lib/credentials/open-credential.ts'
import { database } from '#lib/db/database.ts'
import { buildOpenedLink } from '#tests/support/credentials/links.ts'
import { startTokenServer } from '#tests/support/credentials/token-server.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { contextFor, signedIn, stranger } from '#tests/support/factories/context.ts'
import { memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { newSecret, plantSecret } from '#tests/support/secrets/planted.ts'

const unreachable = 'http://127.0.0.1:9/mcp'

function stored(connectionId: string) {
  return database().credential.findMany({ where: { connectionId } })
}

describe('giveCredential by a link holder', () => {
  test('tries the values, stores them sealed, and shows the tools they open', async () => {
    const token = newSecret()
    const server = await startTokenServer([token])
    const { holder, connection, project } = await buildOpenedLink({ url: server.url })
    const notices = hearNotices()

    const given = await giveCredential(holder, {
      connectionId: connection.id,
      secret: { access_token: ` Bearer ${token}\n` },
    })
    expect(given).toMatchObject({ ok: true, state: 'verified', toolNames: ['search', 'fetch'] })

    const { organizationId, personId, proof } = holder.actor
    const place = {
      organizationId,
      connectionId: connection.id,
      holder: { mode: 'per_person', personId, proof },
    } as const
    expect(await openCredential(database(), place)).toMatchObject({
      state: 'verified',
      secret: { values: { access_token: token } },
    })
    const [row] = await stored(connection.id)
    expect(row).toMatchObject({ personId, givenById: personId, toolCount: 2, verifiedAt: expect.any(Date) })
    expect(Buffer.from(row?.envelope ?? []).includes(token)).toBe(false)
    expect(notices).toContainEqual({ kind: 'credential.changed', connectionId: connection.id, credentialId: row?.id })

    const record = await database().auditRecord.findFirstOrThrow({ where: { targetId: row?.id } })
    expect(record).toMatchObject({ action: 'credential.store', actorKind: 'linkHolder', projectId: project.id })
    expect(record.details).toEqual({ mode: 'per_person', state: 'verified', tools: 2 })
    expect(JSON.stringify([record, given])).not.toContain(token)
  })

  test('shows what was learnt of the server', async () => {
    const token = newSecret()
    const { url } = await startTokenServer([token])
    const { holder, connection } = await buildOpenedLink({ url })
    await giveCredential(holder, { connectionId: connection.id, secret: { access_token: token } })
    const server = await database().server.findUniqueOrThrow({
      where: { id: connection.serverId },
      include: { tools: { orderBy: { name: 'asc' } } },
    })
    expect(server).toMatchObject({ reach: 'reachable', era: 'legacy', checkedAt: expect.any(Date) })
    expect(server.tools.map(({ name }) => name)).toEqual(['fetch', 'search'])
  })

  test('stores nothing that the server refuses, says what it said, and keeps what was there before', async () => {
    const good = newSecret()
    const bad = newSecret()
    const { url } = await startTokenServer([good])
    const { holder, connection } = await buildOpenedLink({ url })
    const give = (token: string) =>
      giveCredential(holder, { connectionId: connection.id, secret: { access_token: token }, storeUnverified: 'on' })

    const refused = await give(bad)
    expect(refused).toMatchObject({ ok: false, reason: 'rejected', canStore: false })
    expect(refused).toHaveProperty('said', expect.stringContaining('Invalid access token'))
    expect(JSON.stringify(refused)).not.toContain(bad)
    expect(await stored(connection.id)).toEqual([])

    await give(good)
    const [before] = await stored(connection.id)
    await give(bad)
    expect(await stored(connection.id)).toEqual([before])
  })

  test('takes values far longer than they used to be, and says nothing of them where they are refused', async () => {
    const token = plantSecret(`${newSecret()}-${'aB3_'.repeat(3_000)}`)
    const server = await startTokenServer([token])
    const { holder, connection } = await buildOpenedLink({ url: server.url })
    const give = (value: string) =>
      giveCredential(holder, { connectionId: connection.id, secret: { access_token: value } })
    const pasted = `Authorization: Bearer ${token}`.replace(/.{80}/g, '$&\n')
    expect(await give(pasted)).toMatchObject({ ok: true, state: 'verified' })

    const refused = await give(`${token}x`)
    expect(refused).toMatchObject({ ok: false, said: 'Invalid access token [hidden]…' })
    await expect(give('x'.repeat(100_001))).rejects.toThrow('far more than one value')
  })

  test('says what looked odd about values that the server refuses, without repeating any of them', async () => {
    const server = await startTokenServer([])
    const { project, owner } = await buildProject()
    const headers = ['X-Api-Key', 'X-Api-Id']
    const { id: serverId } = await buildServer({ organizationId: project.organizationId, url: server.url, headers })
    const { id: connectionId } = await buildConnection({ project, serverId })
    const secret = { x_api_key: `Authorization: Bearer ${newSecret()}`, x_api_id: newSecret() }
    const refused = await giveCredential(owner, { connectionId, secret })
    expect(refused).toMatchObject({
      reason: 'rejected',
      message:
        'The server does not accept these values (401). Check them and try again. ' +
        'X-Api-Key: it begins with “Authorization:”; leave that out.',
    })
    expect(server.seen.at(-1)?.headers['x-api-key']).toBe(secret.x_api_key)
    expect(JSON.stringify(refused)).not.toContain('planted')
  })

  test('keeps values for an unreachable server only when the person says so', async () => {
    const { holder, connection } = await buildOpenedLink({ url: unreachable })
    const values = { connectionId: connection.id, secret: { access_token: newSecret() } }
    expect(await giveCredential(holder, values)).toMatchObject({ ok: false, reason: 'unreachable', canStore: true })
    expect(await stored(connection.id)).toEqual([])

    const kept = await giveCredential(holder, { ...values, storeUnverified: true })
    expect(kept).toMatchObject({ ok: true, state: 'unverified', toolNames: [] })
    expect(await stored(connection.id)).toMatchObject([{ state: 'unverified', verifiedAt: null, toolCount: null }])
  })

  test('does not keep values for what is no MCP server', async () => {
    const { url } = await startTokenServer([], { status: () => 404 })
    const { holder, connection } = await buildOpenedLink({ url })
    const values = { connectionId: connection.id, secret: { access_token: newSecret() }, storeUnverified: true }
    expect(await giveCredential(holder, values)).toMatchObject({ ok: false, canStore: false })
    expect(await stored(connection.id)).toEqual([])
  })

  test('names the field that is missing or malformed, before anything is sent', async () => {
    const server = await startTokenServer([])
    const { holder, connection } = await buildOpenedLink({ url: server.url })
    for (const secret of [
      undefined,
      { access_token: '  ' },
      { access_token: 'a\r\nX-Admin: 1' },
      { access_token: 'ü' },
    ])
      await expect(giveCredential(holder, { connectionId: connection.id, secret })).rejects.toMatchObject({
        code: 'invalid',
        details: { fields: { 'secret.access_token': expect.any(String) } },
      })
    expect(server.seen).toEqual([])
  })

  test('reaches the connections of its link only', async () => {
    const token = newSecret()
    const server = await startTokenServer([token])
    const { holder, project, owner } = await buildOpenedLink({ url: server.url })
    const sameProject = await buildConnection({ project, url: server.url })
    const sharedOne = await buildConnection({ project, url: server.url, credentialMode: 'shared' })
    const otherLink = await buildOpenedLink({ url: server.url, owner })
    const elsewhere = await buildOpenedLink({ url: server.url })
    for (const { id } of [sameProject, sharedOne, otherLink.connection, elsewhere.connection, { id: 'nothing' }])
      await expect(giveCredential(holder, { connectionId: id, secret: { access_token: token } })).rejects.toMatchObject(
        { code: 'not_found' },
      )
    expect(server.seen).toEqual([])
  })

  test('is over when the link is revoked, replaced, or the session has ended', async () => {
    for (const end of ['revoke', 'replace', 'session'] as const) {
      const { holder, cookie, connection, owner, link } = await buildOpenedLink({ url: unreachable })
      if (end === 'revoke') await revokeLink(owner, { linkId: link.id })
      if (end === 'replace') await replaceLink(owner, { linkId: link.id })
      if (end === 'session') await endLinkSession(stranger(), [cookie])
      const values = { connectionId: connection.id, secret: { access_token: newSecret() }, storeUnverified: true }
      await expect(giveCredential(holder, values)).rejects.toMatchObject({ code: 'not_found' })
    }
  })

  test('stores nothing when the link is revoked while the server is being asked', async () => {
    const token = newSecret()
    let revoke = async () => {}
    const { url } = await startTokenServer([token], { onTry: () => revoke() })
    const { holder, connection, owner, link } = await buildOpenedLink({ url })
    revoke = () => revokeLink(owner, { linkId: link.id })
    const values = { connectionId: connection.id, secret: { access_token: token } }
    await expect(giveCredential(holder, values)).rejects.toMatchObject({ code: 'precondition_failed' })
    expect(await stored(connection.id)).toEqual([])
  })

  test('a form sent twice leaves one credential that opens', async () => {
    const token = newSecret()
    const { url } = await startTokenServer([token])
    const { holder, connection } = await buildOpenedLink({ url })
    const values = { connectionId: connection.id, secret: { access_token: token } }
    await Promise.all([giveCredential(holder, values), giveCredential(holder, values), giveCredential(holder, values)])
    const { organizationId, personId, proof } = holder.actor
    const place = {
      organizationId,
      connectionId: connection.id,
      holder: { mode: 'per_person', personId, proof },
    } as const
    expect(await stored(connection.id)).toHaveLength(1)
    expect((await openCredential(database(), place))?.secret).toEqual({
      kind: 'values',
      values: { access_token: token },
    })
  })

  test('gives the shared set where the link is for that', async () => {
    const token = newSecret()
    const { url } = await startTokenServer([token])
    const { holder, connection } = await buildOpenedLink({ url, credentialMode: 'shared' })
    await giveCredential(holder, { connectionId: connection.id, secret: { access_token: token } })
    expect(await stored(connection.id)).toMatchObject([
      { holder: 'shared', personId: null, givenById: holder.actor.personId },
    ])
  })

  test('does not cover a connection whose mode has changed since', async () => {
    const { holder, connection } = await buildOpenedLink({ url: unreachable })
    await database().connection.update({ where: { id: connection.id }, data: { credentialMode: 'shared' } })
    const values = { connectionId: connection.id, secret: { access_token: newSecret() }, storeUnverified: true }
    await expect(giveCredential(holder, values)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('giveCredential by a member', () => {
  test('is for the project: members give their own, owners the shared set', async () => {
    const token = newSecret()
    const { url } = await startTokenServer([token])
    const { project, owner } = await buildProject()
    const member = await memberOf(project)
    const own = await buildConnection({ project, url })
    const shared = await buildConnection({ project, url, credentialMode: 'shared' })
    const values = (connectionId: string) => ({ connectionId, secret: { access_token: token } })

    expect(await giveCredential(member, values(own.id))).toMatchObject({ ok: true })
    expect(await giveCredential(owner, values(shared.id))).toMatchObject({ ok: true })
    await expect(giveCredential(member, values(shared.id))).rejects.toMatchObject({ code: 'not_found' })
    expect(await stored(own.id)).toMatchObject([{ personId: member.actor.personId }])
  })

  test('is not for anyone else', async () => {
    const { project, owner } = await buildProject()
    const { id: connectionId } = await buildConnection({ project, url: unreachable })
    const { organizationId } = owner.actor
    const values = { connectionId, secret: { access_token: newSecret() }, storeUnverified: true }
    await expect(giveCredential(await signedIn({ organizationId }), values)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(giveCredential(await signedIn({ role: 'admin' }), values)).rejects.toMatchObject({ code: 'not_found' })
    await expect(giveCredential(stranger(), values)).rejects.toMatchObject({ code: 'unauthenticated' })
    const agent = {
      kind: 'agentKey',
      organizationId,
      personId: owner.actor.personId,
      keyId: 'k',
      projectId: project.id,
    } as const
    await expect(giveCredential(contextFor(agent), values)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await stored(connectionId)).toEqual([])
  })

  test('has nothing to give to a server that asks for nothing', async () => {
    const { project, owner } = await buildProject()
    const { id: serverId } = await buildServer({ organizationId: project.organizationId, headers: [] })
    const { id: connectionId } = await buildConnection({ project, serverId })
    await expect(giveCredential(owner, { connectionId })).rejects.toMatchObject({ code: 'precondition_failed' })
  })
})
