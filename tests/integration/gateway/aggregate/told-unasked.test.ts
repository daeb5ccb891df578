import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ElicitationCompleteNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { describe, expect, onTestFinished, test } from 'vitest'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { rejectCredential } from '#lib/credentials/reject-credential.ts'
import { database } from '#lib/db/database.ts'
import { streamsPerKeyMax } from '#lib/gateway/limits.ts'
import { revokeKey } from '#lib/projects/revoke-key.ts'
import { startTokenServer } from '#tests/support/credentials/token-server.ts'
import { buildKey, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post } from '#tests/support/gateway/raw-client.ts'
import { startReplica } from '#tests/support/gateway/start-replica.ts'
import { listen as listenAt, sendJson } from '#tests/support/mcp/listen.ts'
import { opened } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()
const canOpenUrls = { elicitation: { url: {} } }

/** Lists its tools to anybody, and refuses every call. */
function startOpenServer() {
  return listenAt((req, res, body) => {
    const { id, method } = JSON.parse(body || '{}')
    if (req.method !== 'POST' || method === 'tools/call')
      return void res.writeHead(req.method === 'POST' ? 401 : 405).end()
    if (id === undefined) return void res.writeHead(202).end()
    const results: Record<string, object> = { initialize: opened, 'tools/list': { tools: [] } }
    const answer = results[method]
      ? { result: results[method] }
      : { error: { code: -32601, message: 'Method not found' } }
    sendJson(res, 200, { jsonrpc: '2.0', id, ...answer })
  })
}

async function setUp({ isOpen = false } = {}) {
  const tokens = [newSecret(), newSecret()] as const
  const open = isOpen ? await startOpenServer() : null
  const server = open ? { url: `${open.origin}/mcp` } : await startTokenServer([...tokens])
  const { project, owner } = await buildProject()
  const connection = await buildConnection({ project, url: server.url, slug: 'mail' })
  const member = await memberOf(project)
  const { key, text } = await buildKey(project, { personId: member.actor.personId })
  const authorization = `Bearer ${text}`
  const url = `${at.gateway.url}/mcp/${project.slug}`
  const giveAs = (who: typeof member, token: string) =>
    giveCredential(who, { connectionId: connection.id, secret: { access_token: token } })
  return { tokens, project, owner, connection, member, key, authorization, url, giveAs }
}

type Scene = Awaited<ReturnType<typeof setUp>>

/** A client that opens URLs, and what it was told of them. */
async function connect({ authorization }: Scene, url: string) {
  const client = new Client({ name: 'c', version: '1' }, { capabilities: canOpenUrls })
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization } } })
  const told: string[] = []
  let onTold = () => {}
  const nextTold = () => new Promise<void>((resolve) => (onTold = resolve))
  client.setNotificationHandler(ElicitationCompleteNotificationSchema, ({ params }) => {
    told.push(params.elicitationId)
    onTold()
  })
  await client.connect(transport)
  onTestFinished(() => client.close())
  /** The id of the way in that a call is answered with. */
  const askedFor = async () => {
    const error = await client.callTool({ name: 'mail__search' }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: -32042, data: { elicitations: [{ mode: 'url' }] } })
    return (error as { data: { elicitations: { elicitationId: string }[] } }).data.elicitations[0]?.elicitationId
  }
  return { client, told, nextTold, askedFor }
}

/** A stream of a session of its own. */
async function listen({ authorization }: Scene, url: string) {
  const opening = await post(url, authorization, initialize(canOpenUrls))
  const headers = { authorization, 'mcp-session-id': String(opening.headers.get('mcp-session-id')) }
  const stream = await fetch(url, { headers: { ...headers, accept: 'text/event-stream' } })
  return { stream, headers }
}

describe('a legacy client that was handed a way in', () => {
  test('is told when its person has given the values, and not before', async () => {
    const scene = await setUp()
    const { told, nextTold, askedFor } = await connect(scene, scene.url)
    const [first, second] = [await askedFor(), await askedFor()]
    await scene.giveAs(await memberOf(scene.project), scene.tokens[1])
    expect(told).toEqual([])
    const hears = nextTold()
    await scene.giveAs(scene.member, scene.tokens[0])
    await hears
    await expect.poll(() => told).toEqual([first, second])
  })

  test('is told once, also after values that were refused', async () => {
    const scene = await setUp()
    await scene.giveAs(scene.member, scene.tokens[0])
    const { id } = await database().credential.findFirstOrThrow({ where: { connectionId: scene.connection.id } })
    await rejectCredential(database(), id, 'The server answered 401.')
    const { told, nextTold, askedFor } = await connect(scene, scene.url)
    const asked = await askedFor()
    const hears = nextTold()
    await scene.giveAs(scene.member, scene.tokens[0])
    await hears
    await scene.giveAs(scene.member, scene.tokens[1])
    expect(told).toEqual([asked])
  })

  test('is told by the replica it listens to, wherever it asked', async () => {
    const scene = await setUp()
    const replica = await startReplica()
    const { client, told, nextTold } = await connect(scene, scene.url)
    const { sessionId } = client.transport as StreamableHTTPClientTransport
    const headers = { 'mcp-session-id': String(sessionId), 'mcp-protocol-version': '2025-11-25' }
    const call = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'mail__search' } }
    const elsewhere = `${replica.url}/mcp/${scene.project.slug}`
    const answer = await post(elsewhere, scene.authorization, call, headers)
    const hears = nextTold()
    await scene.giveAs(scene.member, scene.tokens[0])
    await hears
    expect(answer.text).toContain(told[0])
  })

  test('because its server never checked the values is told when just they are given anew', async () => {
    const scene = await setUp({ isOpen: true })
    await scene.giveAs(scene.member, scene.tokens[0])
    const { told, nextTold, askedFor } = await connect(scene, scene.url)
    const asked = await askedFor()
    await scene.giveAs(await memberOf(scene.project), scene.tokens[1])
    const others = await connect(scene, scene.url)
    await others.askedFor()
    expect(told).toEqual([])
    const hears = nextTold()
    await scene.giveAs(scene.member, scene.tokens[1])
    await hears
    expect(told).toEqual([asked])
  })

  test('hears nothing of another session', async () => {
    const scene = await setUp()
    const asking = await connect(scene, scene.url)
    const other = await connect(scene, scene.url)
    await asking.askedFor()
    const hears = asking.nextTold()
    await scene.giveAs(scene.member, scene.tokens[0])
    await hears
    expect(other.told).toEqual([])
  })
})

describe('the stream of a session', () => {
  test('ends with the session', async () => {
    const scene = await setUp()
    const { stream, headers } = await listen(scene, scene.url)
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    await fetch(scene.url, { method: 'DELETE', headers })
    expect(await stream.text()).toBe(':\n\n')
    expect((await fetch(scene.url, { headers })).status).toBe(404)
  })

  test('ends with the key', async () => {
    const scene = await setUp()
    const { stream, headers } = await listen(scene, scene.url)
    await revokeKey(scene.owner, scene.key.id)
    expect(await stream.text()).toBe(':\n\n')
    expect((await fetch(scene.url, { headers })).status).toBe(401)
  })

  test('is there for clients that have a session', async () => {
    const scene = await setUp()
    const answer = await fetch(scene.url, { headers: { authorization: scene.authorization } })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    const headers = { authorization: scene.authorization, 'mcp-session-id': 'made-up' }
    expect((await fetch(scene.url, { headers })).status).toBe(404)
  })

  test('is one of a bounded number', async () => {
    const scene = await setUp()
    const streams = await Promise.all(Array.from({ length: streamsPerKeyMax }, () => listen(scene, scene.url)))
    expect(streams.map(({ stream }) => stream.status)).toEqual(streams.map(() => 200))
    expect((await listen(scene, scene.url)).stream.status).toBe(429)
    await Promise.all(streams.map(({ stream }) => stream.body?.cancel()))
  })
})
