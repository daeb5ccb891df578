import { describe, expect, test } from 'vitest'
import { findLinkActor } from '#lib/auth/session-row.ts'
import { createLink } from '#lib/auth-links/create-link.ts'
import { endLinkSession } from '#lib/auth-links/end-link-session.ts'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { listLeftovers } from '#lib/auth-links/giving/list-credentials.ts'
import { listHeldProofs, takeOverCredential } from '#lib/auth-links/giving/take-over.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import { revokeCredential } from '#lib/credentials/revoke-credential.ts'
import { database } from '#lib/db/database.ts'
import { allowKey } from '#lib/projects/answer-key.ts'
import { updateConnection } from '#lib/projects/connections/update-connection.ts'
import { removeMember } from '#lib/projects/members/remove-member.ts'
import { buildLink, pressOpen, tokenOf } from '#tests/support/credentials/links.ts'
import { buildScene, giveAs } from '#tests/support/credentials/proofs.ts'
import { confirm } from '#tests/support/factories/confirm.ts'
import { stranger } from '#tests/support/factories/context.ts'
import { auditedActions } from '#tests/support/factories/keys.ts'
import { buildConnection } from '#tests/support/factories/projects.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'

const at = gatewayForThisFile()

describe('a link opened in a browser that has opened one before', () => {
  test('goes on with what was given there, as far as the new link goes', async () => {
    const { owner, opened, project, email, connection } = await buildScene(at.gateway.url)
    await giveAs(opened.holder, connection.id)
    const other = await buildConnection({ project, slug: 'other' })
    const link = await createLink(owner, { project: project.slug, email, connectionIds: [other.id] })
    const { holder } = await pressOpen(tokenOf(link.url), [opened.cookie])
    expect(holder.actor.proof).toBe(opened.holder.actor.proof)
    expect(holder.actor.openingId).not.toBe(opened.holder.actor.openingId)
    expect(await getConnectionToGive(holder, { project: project.slug, connection: 'other' })).toMatchObject({
      credential: null,
    })
    const beyond = getConnectionToGive(holder, { project: project.slug, connection: connection.slug })
    await expect(beyond).rejects.toMatchObject({ code: 'not_found' })
  })

  test('goes on through several links, also once the first has been revoked or has run out', async () => {
    const { owner, opened, first, ask, connection, project } = await buildScene(at.gateway.url)
    await giveAs(opened.holder, connection.id)
    await revokeLink(owner, { linkId: first.id })
    const second = await pressOpen(tokenOf((await ask()).url), [opened.cookie])
    await database().authLinkOpening.updateMany({
      where: { id: second.holder.actor.openingId },
      data: { expiresAt: new Date(0) },
    })
    const third = await pressOpen(tokenOf((await ask()).url), [second.cookie])
    const shown = await getConnectionToGive(third.holder, { project: project.slug, connection: connection.slug })
    expect(shown.credential?.state).toBe('accepted')
  })

  test.each([
    ['a token of another address', async () => (await buildScene(at.gateway.url)).opened.cookie],
    ['a token nobody was given', async () => 'A'.repeat(43)],
    ['no token', async () => 'x'],
  ])('begins anew with %s', async (_what, held) => {
    const { opened, ask } = await buildScene(at.gateway.url)
    const { holder } = await pressOpen(tokenOf((await ask()).url), [await held()])
    expect(holder.actor.proof).toBe(holder.actor.openingId)
    expect(holder.actor.proof).not.toBe(opened.holder.actor.proof)
  })

  test('begins anew in another project (a project is an isolation boundary)', async () => {
    const { owner, opened, email } = await buildScene(at.gateway.url)
    const elsewhere = await buildLink({ owner, email })
    const { holder } = await pressOpen(elsewhere.token, [opened.cookie])
    expect(holder.actor.proof).toBe(holder.actor.openingId)
  })

  test('begins anew once its person has left that browser for good', async () => {
    const { opened, ask } = await buildScene(at.gateway.url)
    const { cookie } = await pressOpen(tokenOf((await ask()).url), [opened.cookie])
    await endLinkSession(stranger(), [cookie, opened.cookie])
    for (const token of [cookie, opened.cookie]) {
      const { holder } = await pressOpen(tokenOf((await ask()).url), [token])
      expect(holder.actor.proof).toBe(holder.actor.openingId)
    }
  })

  test('says elsewhere what was given before, and neither shows nor removes it', async () => {
    const { opened, ask, project, connection } = await buildScene(at.gateway.url)
    await giveAs(opened.holder, connection.id)
    const { holder } = await pressOpen(tokenOf((await ask()).url))
    const shown = await getConnectionToGive(holder, { project: project.slug, connection: connection.slug })
    expect(shown).toMatchObject({ credential: null, others: [{ id: null, by: { name: expect.any(String) } }] })
  })
})

describe('a person who joins after a link', () => {
  async function joined() {
    const scene = await buildScene(at.gateway.url)
    const token = await giveAs(scene.opened.holder, scene.connection.id)
    const { id: credentialId } = await database().credential.findFirstOrThrow({
      where: { connectionId: scene.connection.id },
    })
    const key = await scene.makeKey()
    await allowKey(scene.opened.holder, key.id)
    return { ...scene, token, credentialId, key, noah: await scene.join() }
  }

  test('ends the sessions of all openings of the address; what was allowed there goes on', async () => {
    const { opened, key, token, callWith } = await joined()
    expect(await findLinkActor(database(), opened.cookie)).toBeNull()
    expect(await callWith(key.text)).toBe(token)
  })

  test('takes over what was given, in the browser that gave it; keys of the opening call with it no more', async () => {
    const { noah, opened, project, connection, credentialId, key, makeKey, token, callWith } = await joined()
    expect(await listHeldProofs(noah, [opened.cookie])).toEqual([opened.holder.actor.proof])
    await takeOverCredential(noah, { credentialId }, ['B'.repeat(43), opened.cookie])
    const shown = await getConnectionToGive(noah, { project: project.slug, connection: connection.slug })
    expect(shown).toMatchObject({ credential: { id: credentialId }, others: [] })
    const own = await makeKey()
    await allowKey(noah, own.id)
    expect([await callWith(own.text), await callWith(key.text)]).toEqual([token, null])
    expect(await auditedActions(credentialId)).toContain('credential.take_over')
  })

  test.each([
    ['another browser', (): string[] => []],
    ['a token of nobody', () => ['C'.repeat(43)]],
  ])('takes over nothing in %s', async (_what, tokens) => {
    const { noah, credentialId } = await joined()
    await expect(takeOverCredential(noah, { credentialId }, tokens())).rejects.toMatchObject({ code: 'not_found' })
  })

  test('takes over nothing of somebody else, whatever the browser holds', async () => {
    const [mine, theirs] = [await joined(), await joined()]
    const taking = takeOverCredential(mine.noah, { credentialId: theirs.credentialId }, [theirs.opened.cookie])
    await expect(taking).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      takeOverCredential(theirs.owner, { credentialId: theirs.credentialId }, [theirs.opened.cookie]),
    ).rejects.toMatchObject({ code: 'not_found' })
    expect(await listHeldProofs(mine.noah, [theirs.opened.cookie])).toEqual([])
  })

  test('does not lose what they have given signed in by taking over', async () => {
    const { noah, opened, connection, credentialId } = await joined()
    await giveAs(noah, connection.id)
    await expect(takeOverCredential(noah, { credentialId }, [opened.cookie])).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await database().credential.count({ where: { connectionId: connection.id } })).toBe(2)
  })

  test('is told of what is stored under their address for connections that ask them for nothing, and removes it', async () => {
    const { owner, noah, project, connection, credentialId } = await joined()
    const values = { slug: connection.slug, mode: 'shared', toolPolicy: 'all' } as const
    await confirm((confirmed) => updateConnection(owner, connection.id, { ...values, confirmed }))
    const [left] = await listLeftovers(noah)
    expect(left).toMatchObject({ project: { slug: project.slug }, connections: [{ others: [{ id: credentialId }] }] })
    await revokeCredential(noah, { credentialId })
    expect(await listLeftovers(noah)).toEqual([])
  })

  test('takes what links gave for their address along when they leave the project', async () => {
    const { owner, noah, project, connection, key, callWith } = await joined()
    await removeMember(owner, project.slug, { personId: noah.actor.personId })
    expect(await database().credential.count({ where: { connectionId: connection.id } })).toBe(0)
    expect(await database().authLinkOpening.count({ where: { personId: noah.actor.personId, endedAt: null } })).toBe(0)
    expect(await callWith(key.text)).toBeNull()
  })
})

test('an opening that has ended stores nothing, although its values were being tried', async () => {
  const { owner, opened, first, connection } = await buildScene(at.gateway.url)
  await revokeLink(owner, { linkId: first.id })
  const values = { connectionId: connection.id, secret: { access_token: 'x'.repeat(20) } }
  await expect(giveCredential(opened.holder, values)).rejects.toMatchObject({ code: 'not_found' })
})
