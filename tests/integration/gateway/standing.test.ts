import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLink } from '#lib/auth-links/create-link.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import { revokeCredential } from '#lib/credentials/revoke-credential.ts'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { streamsPerKeyMax } from '#lib/gateway/limits.ts'
import { allowKey } from '#lib/projects/answer-key.ts'
import { pauseConnection } from '#lib/projects/connections/pause-connection.ts'
import { updateConnection } from '#lib/projects/connections/update-connection.ts'
import { removeMember } from '#lib/projects/members/remove-member.ts'
import { removeProject } from '#lib/projects/remove-project.ts'
import { revokeKey } from '#lib/projects/revoke-key.ts'
import { pressOpen, tokenOf } from '#tests/support/credentials/links.ts'
import { buildKey, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { giveToken } from '#tests/support/gateway/agents.ts'
import { toolCall } from '#tests/support/gateway/raw-client.ts'
import { type StartedGateway, startGateway } from '#tests/support/gateway/start-gateway.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

/** A gateway for the tests of one block. */
function gatewayThatLooks(lookAgainMs: number): StartedGateway {
  const at = {} as StartedGateway
  beforeAll(async () => void Object.assign(at, await startGateway({ lookAgainMs })))
  afterAll(() => at.close())
  return at
}

/** Longer than any test. */
const neverMs = 3_600_000
const soonMs = 40

/** A server with streams that never end: on GET, and as the beginning of an answer to every call of `slow`. */
async function startStreamingServer() {
  const streams: ServerResponse[] = []
  let answerSlow = () => {}
  const begin = (res: ServerResponse) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n')
    streams.push(res)
  }
  const server = await listen((req, res, body) => {
    if (req.method === 'GET') return begin(res)
    const { id, method, params } = JSON.parse(body)
    if (id === undefined) return void res.writeHead(202).end()
    if (params?.name === 'slow') {
      answerSlow = () => void res.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } })}\n\n`)
      return begin(res)
    }
    if (params?.name === 'silent') return void streams.push(res)
    const opened = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } }
    const result = method === 'initialize' ? opened : method === 'tools/list' ? { tools: [] } : { content: [] }
    sendJson(res, 200, { jsonrpc: '2.0', id, result })
  })
  return { url: `${server.origin}/mcp`, streams, answerSlow: () => answerSlow() }
}

async function setUp(at: StartedGateway) {
  const server = await startStreamingServer()
  const { project, owner } = await buildProject()
  const connection = await buildConnection({ project, url: server.url, slug: 'tools' })
  const member = await memberOf(project)
  const { personId } = member.actor
  const credentialId = await giveToken(connection, personId, newSecret())
  const { key, text } = await buildKey(project, { personId })
  const authorization = `Bearer ${text}`
  const url = `${at.url}/mcp/${project.slug}`
  const listenAt = (path = '/tools', authorized = authorization) =>
    fetch(`${url}${path}`, { headers: { authorization: authorized, accept: 'text/event-stream' } })
  const callSlow = (tool: string, path: string) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify(toolCall(tool)),
    })
  return {
    server,
    project,
    owner,
    connection,
    member,
    personId,
    credentialId,
    key,
    authorization,
    url,
    listenAt,
    callSlow,
  }
}

type Scene = Awaited<ReturnType<typeof setUp>>

const ended = (response: Response) => expect(response.text()).rejects.toThrow()

/** Lets the key of a scene expire while what the test begins by it goes on. */
const expireSoon = ({ key }: Scene) =>
  database().agentKey.update({ where: { id: key.id }, data: { expiresAt: new Date(Date.now() + 1_000) } })

/** What ends a stream: by the verb, which tells, and as another replica would whose notice is lost. */
const ends: Record<string, { verb: (scene: Scene) => Promise<unknown>; unheard: (scene: Scene) => Promise<unknown> }> =
  {
    'its key is revoked': {
      verb: ({ owner, key }) => revokeKey(owner, key.id),
      unheard: ({ key }) => database().agentKey.update({ where: { id: key.id }, data: { revokedAt: new Date() } }),
    },
    'its person leaves the project': {
      verb: ({ owner, project, personId }) => removeMember(owner, project.slug, { personId }),
      unheard: async ({ project, personId }) => {
        await database().credential.deleteMany({ where: { personId } })
        await database().projectMember.deleteMany({ where: { projectId: project.id, personId } })
      },
    },
    'its values are revoked': {
      verb: ({ member, credentialId }) => revokeCredential(member, { credentialId }),
      unheard: ({ credentialId }) => database().credential.delete({ where: { id: credentialId } }),
    },
    'its values are replaced': {
      verb: ({ member, connection }) =>
        giveCredential(member, { connectionId: connection.id, secret: { access_token: newSecret() } }),
      unheard: ({ connection, personId }) => giveToken(connection, personId, newSecret()),
    },
    'its connection is paused': {
      verb: ({ owner, connection }) => pauseConnection(owner, connection.id),
      unheard: ({ connection }) =>
        database().connection.update({ where: { id: connection.id }, data: { state: 'paused' } }),
    },
    'its tools are chosen': {
      verb: ({ owner, connection }) =>
        updateConnection(owner, connection.id, { slug: 'tools', mode: 'per_person', toolPolicy: 'chosen' }),
      unheard: ({ connection }) =>
        database().connection.update({ where: { id: connection.id }, data: { toolPolicy: 'chosen' } }),
    },
    'its project is removed': {
      verb: ({ owner, project }) => removeProject(owner, project.slug),
      unheard: ({ project }) => database().project.delete({ where: { id: project.id } }),
    },
  }

describe('a stream ends at once when', () => {
  const at = gatewayThatLooks(neverMs)

  test.each(Object.entries(ends))('%s', async (_what, { verb }) => {
    const scene = await setUp(at)
    const stream = await scene.listenAt()
    await verb(scene)
    await ended(stream)
  })
})

describe('where nobody tells, a stream ends soon when', () => {
  const at = gatewayThatLooks(soonMs)

  test.each(Object.entries(ends))('%s', async (_what, { unheard }) => {
    const scene = await setUp(at)
    const stream = await scene.listenAt()
    await unheard(scene)
    await ended(stream)
  })
})

describe('a stream', () => {
  const at = gatewayThatLooks(neverMs)

  test('ends when its key expires', async () => {
    const scene = await setUp(at)
    await expireSoon(scene)
    await ended(await scene.listenAt())
    expect((await scene.listenAt()).status).toBe(401)
  })

  test('ends with the link whose opening allowed its key', async () => {
    const { project, owner, connection, listenAt } = await setUp(at)
    const link = await createLink(owner, {
      project: project.slug,
      email: `x-${project.slug}@example.test`,
      connectionIds: [connection.id],
    })
    const { holder } = await pressOpen(tokenOf(link.url))
    const { key, text } = await buildKey(project, {
      personId: holder.actor.personId,
      createdById: owner.actor.personId,
      allowedAt: null,
    })
    await allowKey(holder, key.id)
    await giveToken(connection, holder.actor.personId, newSecret(), { proof: holder.actor.proof })
    const stream = await listenAt('/tools', `Bearer ${text}`)
    expect(stream.status).toBe(200)
    await revokeLink(owner, { linkId: link.id })
    await database().credential.deleteMany({ where: { proof: holder.actor.proof } })
    publish({ kind: 'anything.changed' })
    await ended(stream)
  })

  test('goes on while others change, and when nothing of it has', async () => {
    const { server, connection, project, personId, key, listenAt } = await setUp(at)
    const stream = await listenAt()
    const other = await memberOf(project)
    await giveToken(connection, other.actor.personId, newSecret())
    publish({ kind: 'credential.changed', connectionId: connection.id, credentialId: 'another' })
    publish({ kind: 'connection.changed', connectionId: connection.id, projectId: project.id })
    publish({ kind: 'person.changed', personId })
    publish({ kind: 'key.changed', keyId: key.id })
    publish({ kind: 'anything.changed' })
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toContain('here')
    // Every look asks the database before this does.
    await database().agentKey.findMany({ where: { id: key.id } })
    server.streams[0]?.end('data: {"still":"there"}\n\n')
    expect((await reader?.read())?.value).toContain('still')
  })

  test('is one of 32 of a key at a connection; one more is told so, and when to come again', async () => {
    const { listenAt, project, owner } = await setUp(at)
    const open = await Promise.all(Array.from({ length: streamsPerKeyMax }, () => listenAt()))
    expect(new Set(open.map(({ status }) => status))).toEqual(new Set([200]))
    const more = await listenAt()
    expect([more.status, more.headers.get('retry-after')]).toEqual([429, '5'])
    expect(await more.json()).toMatchObject({ error: { message: expect.stringContaining('32 streams open') } })
    await buildConnection({
      project,
      serverId: (await database().connection.findFirstOrThrow({ where: { projectId: project.id } })).serverId,
      slug: 'other',
    })
    publish({ kind: 'project.changed', projectId: project.id })
    const { text } = await buildKey(project, { personId: owner.actor.personId })
    expect((await listenAt('/tools', `Bearer ${text}`)).status).not.toBe(429)
    expect((await listenAt('/other')).status).not.toBe(429)
  })

  test('is one of 32 also where twice as many come at once', async () => {
    const { listenAt } = await setUp(at)
    const all = await Promise.all(Array.from({ length: 2 * streamsPerKeyMax }, () => listenAt()))
    expect(all.filter(({ status }) => status === 200)).toHaveLength(streamsPerKeyMax)
    expect(all.filter(({ status }) => status === 429)).toHaveLength(streamsPerKeyMax)
  })
})

describe.each([
  ['transparent', '/tools', 'slow', 'silent'],
  ['aggregated', '', 'tools__slow', 'tools__silent'],
])('a call that takes its time (%s)', (_kind, path, slow, silent) => {
  const at = gatewayThatLooks(neverMs)

  test('ends when its key is revoked: a streamed answer breaks off', async () => {
    const { owner, key, callSlow } = await setUp(at)
    const answer = await callSlow(slow, path)
    expect(answer.status).toBe(200)
    await revokeKey(owner, key.id)
    await ended(answer)
  })

  test('ends with the sentence of an unknown key where nothing was answered yet', async () => {
    const { server, owner, key, callSlow } = await setUp(at)
    const asking = callSlow(silent, path)
    await expect.poll(() => server.streams.length).toBe(1)
    await revokeKey(owner, key.id)
    const answer = await asking
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { code: -31401 } })
  })

  test('ends when its key expires, whether its answer has begun or not', async () => {
    const scene = await setUp(at)
    await expireSoon(scene)
    const [begun, silence] = await Promise.all([scene.callSlow(slow, path), scene.callSlow(silent, path)])
    expect([begun.status, silence.status]).toEqual([200, 401])
    await ended(begun)
    expect(scene.server.streams).toHaveLength(2)
    await expect.poll(() => scene.server.streams.filter(({ destroyed }) => !destroyed)).toEqual([])
  })

  test('goes on to its end when its connection is paused meanwhile', async () => {
    const { server, owner, connection, callSlow } = await setUp(at)
    const answer = await callSlow(slow, path)
    await pauseConnection(owner, connection.id)
    server.answerSlow()
    expect(await answer.text()).toContain('"result"')
  })
})

describe('where nobody tells, a call that takes its time ends soon when its key is revoked', () => {
  const at = gatewayThatLooks(soonMs)

  test.each([
    ['transparent', '/tools', 'slow'],
    ['aggregated', '', 'tools__slow'],
  ])('%s', async (_kind, path, slow) => {
    const { key, callSlow } = await setUp(at)
    const answer = await callSlow(slow, path)
    await database().agentKey.update({ where: { id: key.id }, data: { revokedAt: new Date() } })
    await ended(answer)
  })
})
