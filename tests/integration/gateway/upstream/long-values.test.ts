import { expect, test } from 'vitest'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { startTokenServer } from '#tests/support/credentials/token-server.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post, request, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { newSecret, plantSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

test('a token of twelve thousand characters goes all the way from the person to the server', async () => {
  const token = plantSecret(`${newSecret()}${'aB3_'.repeat(3_000)}`)
  const upstream = await startTokenServer([token])
  const { project, owner } = await buildProject()
  const connection = await buildConnection({ project, url: upstream.url })
  await giveCredential(owner, { connectionId: connection.id, secret: { access_token: token } })

  const { text } = await buildKey(project, { personId: owner.actor.personId })
  const all = `${at.gateway.url}/mcp/${project.slug}`
  const opened = await post(all, `Bearer ${text}`, initialize())
  const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
  expect(toolsOf(await post(all, `Bearer ${text}`, request('tools/list'), session))).toHaveLength(2)
  expect((await post(`${all}/${connection.slug}`, `Bearer ${text}`, initialize())).status).toBe(200)
  const sent = new Set(upstream.seen.map(({ headers }) => headers.authorization))
  // Once it is looked whether the value makes a difference.
  expect(sent).toEqual(new Set([`Bearer ${token}`, undefined]))
})
