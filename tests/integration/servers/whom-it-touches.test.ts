import { beforeEach, describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { getServer } from '#lib/servers/get-server.ts'
import { saveInputOfServer, updateServer } from '#lib/servers/update-server.ts'
import { confirm } from '#tests/support/factories/confirm.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { buildCredentialRow } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'

const fields = [{ name: 'access_token', label: 'Access token' }]
const workspace = { name: 'X-Workspace', template: '{workspace}', fields: [{ name: 'workspace', label: 'Workspace' }] }

async function buildScene() {
  const admin = await signedIn({ role: 'admin' })
  const { organizationId } = admin.actor
  const server = await buildServer({ organizationId })
  const { project } = await buildProject({ owner: admin })
  const connection = await buildConnection({ project, serverId: server.id })
  const other = await signedIn({ organizationId })
  for (const { actor } of [admin, other])
    await buildCredentialRow(project, { personId: actor.personId, connectionId: connection.id })
  const count = () => database().credential.count({ where: { connectionId: connection.id } })
  return { admin, other, server, serverId: server.id, count }
}

type Scene = Awaited<ReturnType<typeof buildScene>>

describe('a change of a server that stops agents', () => {
  let at: Scene
  beforeEach(async () => {
    at = await buildScene()
  })

  const rows: [string, (at: Scene, confirmed?: string) => Promise<unknown>, RegExp][] = [
    [
      'another address',
      ({ admin, serverId }, confirmed) =>
        updateServer(admin, { serverId, url: 'https://other.example.test/mcp', confirmed }),
      /^Removed with the old address: the values of /,
    ],
    [
      'a header that is new and required',
      ({ admin, serverId }, confirmed) => saveInputOfServer(admin, serverId, { input: workspace, confirmed }),
      /^Workspace will be needed\. .* the values of /,
    ],
  ]

  test.each(rows)('%s: asks, names whose values it is about, and has changed nothing', async (_what, change, said) => {
    const { admin, other, serverId, count } = at
    const before = await getServer(admin, serverId)
    await expect(change(at)).rejects.toMatchObject({
      code: 'precondition_failed',
      details: { fields: { confirmed: expect.stringMatching(said) } },
    })
    await expect(change(at)).rejects.toHaveProperty(
      'details.fields.confirmed',
      expect.stringContaining(`${admin.actor.name} and ${other.actor.name}`),
    )
    expect(await getServer(admin, serverId)).toEqual(before)
    expect(await count()).toBe(2)
  })

  test.each(rows)('%s: is made once it is confirmed, or when nobody has given anything', async (_what, change) => {
    const before = await getServer(at.admin, at.serverId)
    const { admin, serverId } = at
    expect(await confirm((confirmed) => change(at, confirmed))).toMatchObject({ server: { id: serverId } })
    expect(await getServer(admin, serverId)).not.toEqual(before)
    const untouched = await buildServer({ organizationId: admin.actor.organizationId })
    expect(await change({ ...at, serverId: untouched.id })).toMatchObject({ server: { id: untouched.id } })
  })

  test.each([
    ['its name', ({ admin, serverId }: Scene) => updateServer(admin, { serverId, name: 'Other' })],
    [
      'a header that people may leave out',
      ({ admin, serverId }: Scene) =>
        saveInputOfServer(admin, serverId, { input: { ...workspace, isRequired: false } }),
    ],
    [
      'a fixed header',
      ({ admin, serverId }: Scene) =>
        saveInputOfServer(admin, serverId, { input: { ...workspace, template: 'eu', fields: [] } }),
    ],
    [
      'how a header is written',
      ({ admin, serverId }: Scene) =>
        saveInputOfServer(admin, serverId, {
          original: 'header authorization',
          input: { name: 'Authorization', template: 'Token {access_token}', fields },
        }),
    ],
  ])('does not ask about %s', async (_what, change) => {
    expect(await change(at)).toMatchObject({ server: { id: at.serverId } })
    expect(await at.count()).toBe(2)
  })
})
