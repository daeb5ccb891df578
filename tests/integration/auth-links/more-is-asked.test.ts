import { expect, test } from 'vitest'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { listGivers } from '#lib/auth-links/list-givers.ts'
import type { InputDraft } from '#lib/servers/inputs/schema.ts'
import { onboardServer } from '#lib/servers/onboarding/onboard-server.ts'
import { saveInputOfServer } from '#lib/servers/update-server.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'
import { confirming } from '#tests/support/verbs/confirming.ts'

const at = gatewayForThisFile()

const header = (name: string, field: string, template = `{${field}}`): InputDraft => ({
  location: 'header',
  name,
  template,
  isRequired: true,
  help: '',
  fields: [{ name: field, label: field, help: '', placeholder: '', isSecret: field === 'token' }],
})

/** A server that wants a token, and a region as soon as it is told to. */
async function setUp() {
  const token = newSecret()
  const wants = { region: false }
  const upstream = await listen((req, res, body) => {
    const { authorization, 'x-region': region } = req.headers
    const isRight = authorization === `Bearer ${token}` && (!wants.region || region === 'eu')
    if (!isRight) return void res.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
    const { id, method } = JSON.parse(body)
    if (id === undefined) return void res.writeHead(202).end()
    const opened = {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'desk', version: '1' },
    }
    const tools = [{ name: 'where', inputSchema: { type: 'object' } }]
    const said = { content: [{ type: 'text', text: `In ${region}` }] }
    const result = method === 'initialize' ? opened : method === 'tools/list' ? { tools } : said
    sendJson(res, 200, { jsonrpc: '2.0', id, result })
  })
  const admin = await signedIn({ role: 'admin' })
  const inputs = [header('Authorization', 'token', 'Bearer {token}')]
  const server = await onboardServer(admin, { name: 'Desk', slug: 'desk', url: `${upstream.origin}/mcp`, inputs })
  const { project } = await buildProject({ owner: admin })
  const connection = await buildConnection({ project, serverId: server.id, slug: 'desk' })
  await giveCredential(admin, { connectionId: connection.id, secret: { token } })
  const { text } = await buildKey(project, { personId: admin.actor.personId })
  const call = async () =>
    textOf((await post(`${at.gateway.url}/mcp/${project.slug}`, `Bearer ${text}`, toolCall('desk__where'))).body)
  const shown = () => getConnectionToGive(admin, { project: project.slug, connection: connection.slug })
  const askForRegion = async () => {
    wants.region = true
    const input = header('X-Region', 'region')
    await confirming((confirmed) => saveInputOfServer(admin, server.id, { input, seen: {}, confirmed }))
  }
  return { token, admin, project, connection, call, shown, askForRegion }
}

test('where a server asks for more, only what is new is asked, and what was given before goes with it', async () => {
  const { admin, connection, call, shown, askForRegion } = await setUp()
  expect(await call()).toBe('In undefined')
  await askForRegion()

  const { credential, asked, fields } = await shown()
  expect(credential).toMatchObject({ state: 'needs_update', works: false, missing: ['region'] })
  expect(asked.map(({ name }) => name)).toEqual(['value.region'])
  expect(fields).toHaveLength(2)
  expect(await call()).toMatch(/Desk asks for more by now than was given\. Open \S+ to connect it/)

  expect(await giveCredential(admin, { connectionId: connection.id, value: { region: 'eu' } })).toMatchObject({
    ok: true,
    state: 'verified',
  })
  expect((await shown()).credential).toMatchObject({ state: 'verified', works: true, missing: [] })
  expect(await call()).toBe('In eu')
})

test('who has given what shows who has to give more', async () => {
  const { project, admin, connection, askForRegion } = await setUp()
  await askForRegion()
  const { people } = await listGivers(admin, { project: project.slug })
  expect(people[0]?.given[connection.id]).toMatchObject({ state: 'needs_update', works: false })
})

test('what is asked for anew is refused alone where it is wrong, and nothing that is there is lost', async () => {
  const { admin, connection, shown, askForRegion } = await setUp()
  await askForRegion()
  const wrong = { connectionId: connection.id, value: { region: 'us' } }
  expect(await giveCredential(admin, wrong)).toMatchObject({ ok: false, reason: 'rejected' })
  await expect(giveCredential(admin, { connectionId: connection.id, value: { region: '' } })).rejects.toMatchObject({
    details: { fields: { 'value.region': 'region is needed.' } },
  })
  expect((await shown()).credential).toMatchObject({ state: 'needs_update' })
})

test('where nothing is lacking, values are given whole: an empty one is not filled in from what is there', async () => {
  const { admin, connection } = await setUp()
  await expect(giveCredential(admin, { connectionId: connection.id, secret: { token: '' } })).rejects.toMatchObject({
    details: { fields: { 'secret.token': 'token is needed.' } },
  })
})
