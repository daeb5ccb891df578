import { expect, test } from 'vitest'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { onboardServer } from '#lib/servers/onboarding/onboard-server.ts'
import { removeInputOfServer, saveInputOfServer } from '#lib/servers/update-server.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

const token = { name: 'token', label: 'Token', help: 'Settings → API' }
const bearer = { name: 'Authorization', template: 'Bearer {token}', fields: [token] }
const plain = { name: 'X-Token', template: '{token}', fields: [{ ...token, label: 'Other', isSecret: false }] }

async function setUp() {
  const upstream = await listen((req, res, body) => {
    const { id, method } = JSON.parse(body || '{}')
    if (!req.headers.authorization) return void res.writeHead(401).end()
    if (id === undefined) return void res.writeHead(202).end()
    const opened = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } }
    sendJson(res, 200, { jsonrpc: '2.0', id, result: method === 'initialize' ? opened : { tools: [] } })
  })
  const admin = await signedIn({ role: 'admin' })
  const headers = [bearer, plain]
  const server = await onboardServer(admin, { name: 'S', slug: 's', url: `${upstream.origin}/mcp`, inputs: headers })
  const { project } = await buildProject({ owner: admin })
  const connection = await buildConnection({ project, serverId: server.id })
  const asked = () => getConnectionToGive(admin, { project: project.slug, connection: connection.slug })
  return { upstream, admin, server, project, connection, asked }
}

test('a field of two headers is asked for once, and its value goes into both', async () => {
  const { upstream, admin, project, connection, asked } = await setUp()
  expect((await asked()).fields).toMatchObject([{ name: 'secret.token', label: 'Token', isSecret: true }])

  const value = newSecret()
  const given = await giveCredential(admin, { connectionId: connection.id, secret: { token: `Bearer ${value}` } })
  expect(given).toMatchObject({ ok: true, state: 'verified' })
  const { text } = await buildKey(project, { personId: admin.actor.personId })
  await post(`${at.gateway.url}/mcp/${project.slug}/${connection.slug}`, `Bearer ${text}`, initialize())
  const withValues = upstream.seen.filter(({ headers }) => headers.authorization)
  for (const { headers } of withValues)
    expect([headers.authorization, headers['x-token']]).toEqual([`Bearer ${value}`, value])
})

test('a field that one of its headers needs is needed', async () => {
  const { admin, server, asked } = await setUp()
  const header = { ...bearer, isRequired: false }
  await saveInputOfServer(admin, server.id, { original: 'header authorization', input: header })
  expect((await asked()).fields).toMatchObject([{ isRequired: true }])
  await saveInputOfServer(admin, server.id, { original: 'header x-token', input: { ...plain, isRequired: false } })
  expect((await asked()).fields).toMatchObject([{ isRequired: false }])
})

test('an edit of one header holds for the other, and a removed one leaves the field', async () => {
  const { admin, server, asked } = await setUp()
  const header = { ...plain, fields: [{ ...token, label: 'API token', isSecret: false }] }
  await saveInputOfServer(admin, server.id, { original: 'header x-token', input: header })
  expect((await asked()).fields).toMatchObject([{ name: 'value.token', label: 'API token' }])

  await removeInputOfServer(admin, server.id, 'header x-token')
  expect((await asked()).fields).toMatchObject([{ name: 'value.token', label: 'API token', help: 'Settings → API' }])
})
