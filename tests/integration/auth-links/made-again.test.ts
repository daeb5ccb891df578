import { describe, expect, test } from 'vitest'
import { createLink } from '#lib/auth-links/create-link.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { database } from '#lib/db/database.ts'
import { buildLink, tokenOf } from '#tests/support/credentials/links.ts'
import { stranger } from '#tests/support/factories/context.ts'

function ask({ owner, project, connection, email }: Awaited<ReturnType<typeof buildLink>>) {
  return createLink(owner, { project: project.slug, email, connectionIds: [connection.id] })
}

describe('a link made twice', () => {
  test('leaves one that works, the newer (a form sent twice)', async () => {
    const made = await buildLink()
    const again = await ask(made)
    expect(await openLink(stranger(), made.token)).toBeNull()
    expect(await openLink(stranger(), tokenOf(again.url))).toMatchObject({ kind: 'session' })
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
    expect(await openLink(stranger(), made.token)).toMatchObject({ kind: 'session', linkId: made.link.id })
  })
})
