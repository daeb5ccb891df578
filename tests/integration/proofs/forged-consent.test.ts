import { describe, expect, test, vi } from 'vitest'
import { listCalls } from '#lib/activity/list-calls.ts'
import { flushCalls } from '#lib/activity/record-calls.ts'
import { listAudit } from '#lib/audit/list-audit.ts'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { listGivers } from '#lib/auth-links/list-givers.ts'
import { revokeCredential } from '#lib/credentials/revoke-credential.ts'
import { database } from '#lib/db/database.ts'
import { allowKey } from '#lib/projects/answer-key.ts'
import { listKeys } from '#lib/projects/list-keys.ts'
import { pressOpen, tokenOf } from '#tests/support/credentials/links.ts'
import { buildScene, giveAs } from '#tests/support/credentials/proofs.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'

const at = gatewayForThisFile()

describe('an owner who opens links for somebody else’s address', () => {
  test('does not get the values that a link holder gave at an earlier link', async () => {
    const { opened, connection, ask, makeKey, callWith } = await buildScene(at.gateway.url)
    const token = await giveAs(opened.holder, connection.id)
    // The owner makes a second link for the same address, opens it themselves, and allows their own waiting key.
    const forged = await pressOpen(tokenOf((await ask()).url))
    const key = await makeKey()
    await allowKey(forged.holder, key.id)
    expect(await callWith(key.text)).toBeNull()
    // What the holder gave is neither shown to the owner's opening nor changed by what it gives.
    const planted = await giveAs(forged.holder, connection.id)
    expect(await callWith(key.text)).toBe(planted)
    const theirs = await makeKey()
    await allowKey(opened.holder, theirs.id)
    expect(await callWith(theirs.text)).toBe(token)
  })

  test('does not get what the real person gives once they have joined', async () => {
    const { opened, project, connection, makeKey, join, callWith } = await buildScene(at.gateway.url)
    // The owner opens a link for the address of somebody who is going to join, and allows a key.
    const planted = await giveAs(opened.holder, connection.id)
    const key = await makeKey()
    await allowKey(opened.holder, key.id)
    const noah = await join()
    const token = await giveAs(noah, connection.id)
    expect(await callWith(key.text)).toBe(planted)
    // Not even by keeping the key until the person allows keys of their own.
    const own = await makeKey()
    await allowKey(noah, own.id)
    expect([await callWith(own.text), await callWith(key.text)]).toEqual([token, planted])
    expect((await listKeys(noah, project.slug)).find(({ id }) => id === key.id)?.opening?.name).toMatch(/^the link for/)
  })

  test('does not get planted values shown to the real person as their own', async () => {
    const { opened, project, connection, join } = await buildScene(at.gateway.url)
    await giveAs(opened.holder, connection.id)
    const noah = await join()
    const shown = await getConnectionToGive(noah, { project: project.slug, connection: connection.slug })
    expect(shown.credential).toBeNull()
    expect(shown.others).toEqual([
      {
        id: expect.any(String),
        by: expect.objectContaining({ id: opened.holder.actor.proof }),
        givenAt: expect.any(Date),
        isInUse: false,
      },
    ])
  })

  test('does not get to remove or replace what the real person gave later', async () => {
    const { opened, connection, join, makeKey, callWith } = await buildScene(at.gateway.url)
    await giveAs(opened.holder, connection.id)
    const noah = await join()
    const token = await giveAs(noah, connection.id)
    const { id: credentialId } = await database().credential.findFirstOrThrow({
      where: { connectionId: connection.id, proof: 'signed_in' },
    })
    await expect(revokeCredential(opened.holder, { credentialId })).rejects.toMatchObject({ code: 'not_found' })
    await expect(giveAs(opened.holder, connection.id)).rejects.toMatchObject({ code: 'not_found' })
    const key = await makeKey()
    await allowKey(noah, key.id)
    expect(await callWith(key.text)).toBe(token)
  })
})

describe('whoever came by a link', () => {
  test('is named in People, activity and audit as that opening, never as the person', async () => {
    const { owner, admin, opened, project, connection, email, join, makeKey, callWith } = await buildScene(
      at.gateway.url,
    )
    const token = await giveAs(opened.holder, connection.id)
    const key = await makeKey()
    await allowKey(opened.holder, key.id)
    expect(await callWith(key.text)).toBe(token)
    const noah = await join()
    await giveAs(noah, connection.id)

    const name = expect.stringMatching(new RegExp(`^the link for ${email}, opened \\d+ \\w+ \\d{4}$`))
    const { people } = await listGivers(owner, { project: project.slug })
    const rows = people.filter((one) => one.email === email)
    expect(rows.map((one) => [one.name, one.role, Object.keys(one.given).length])).toEqual([
      ['Noah', 'member', 1],
      [name, 'link_holder', 1],
    ])
    // Calls are noted behind their answers.
    const noted = async () => {
      await flushCalls(database())
      const { calls } = await listCalls(owner, project.slug)
      return calls.length > 0 && calls
    }
    const calls = await vi.waitUntil(noted, { timeout: 20_000 })
    expect(calls.map(({ who }) => who)).toEqual([{ email, name: email, opening: expect.objectContaining({ name }) }])
    expect((await listCalls(noah, project.slug)).calls).toEqual([])
    const { records } = await listAudit(admin, { project: project.id })
    const byLink = records.filter(({ actorKind }) => actorKind === 'linkHolder')
    expect(byLink.map(({ action }) => action).sort()).toEqual(['auth_link.open', 'credential.store', 'key.allow'])
    for (const { actorId, actorLabel } of byLink) {
      expect(actorId).toBe(opened.holder.actor.openingId)
      expect(actorLabel).toMatch(/^by the link for /)
    }
  })
})
