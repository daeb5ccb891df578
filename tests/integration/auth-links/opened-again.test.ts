import { describe, expect, test } from 'vitest'
import { createLink } from '#lib/auth-links/create-link.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { database } from '#lib/db/database.ts'
import { allowKey } from '#lib/projects/answer-key.ts'
import { issueKey } from '#lib/projects/issue-key.ts'
import { verifyKey } from '#lib/projects/verify-key.ts'
import { buildLink, pressOpen, tokenOf } from '#tests/support/credentials/links.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { stranger } from '#tests/support/factories/context.ts'
import { buildCredentialRow } from '#tests/support/factories/keys.ts'

function ask({ owner, project, connection, email }: Awaited<ReturnType<typeof buildLink>>) {
  return createLink(owner, { project: project.slug, email, connectionIds: [connection.id] })
}

describe('a link made twice', () => {
  test('leaves one that works, the newer (a form sent twice)', async () => {
    const made = await buildLink()
    const again = await ask(made)
    expect(await openLink(stranger(), made.token)).toBeNull()
    expect(await openLink(stranger(), tokenOf(again.url))).not.toBeNull()
    const actions = await database().auditRecord.findMany({
      where: { targetId: made.link.id },
      select: { action: true },
    })
    expect(actions.map(({ action }) => action)).toContain('auth_link.revoke')
  })

  test('leaves links for other connections and other people alone', async () => {
    const made = await buildLink({ connections: 2 })
    await createLink(made.owner, {
      project: made.project.slug,
      email: 'other@example.test',
      connectionIds: [made.connection.id],
    })
    await createLink(made.owner, { project: made.project.slug, email: made.email, connectionIds: [made.connection.id] })
    expect(await openLink(stranger(), made.token)).not.toBeNull()
  })
})

test('a second opening asks for consent again (an owner opened the first link themselves)', async () => {
  const made = await buildLink()
  const { holder } = await pressOpen(made.token)
  await buildCredentialRow(made.project, { personId: holder.actor.personId, connectionId: made.connection.id })
  const key = await issueKey(made.owner, made.project.slug, { name: 'theirs', personId: holder.actor.personId })
  await allowKey(holder, key.id)
  expect((await verifyKey(database(), key.text)).ok).toBe(true)

  const again = await ask(made)
  const heard = hearNotices()
  await pressOpen(tokenOf(again.url))
  expect(await verifyKey(database(), key.text)).toEqual({ ok: false, reason: 'not_allowed_yet' })
  expect(heard).toEqual([{ kind: 'project.changed', projectId: made.project.id }])
})
