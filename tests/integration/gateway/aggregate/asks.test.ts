import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import {
  type ClientCapabilities,
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { connectServers } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { modernRequest } from '#tests/support/gateway/modern-request.ts'
import { post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { openSession, startCall } from '#tests/support/gateway/running-call.ts'
import { startReplica } from '#tests/support/gateway/start-replica.ts'
import { startAskingServer } from '#tests/support/mcp/asking-server.ts'
import { type Listening, listen, sendJson } from '#tests/support/mcp/listen.ts'
import { opened } from '#tests/support/mcp/scripted-server.ts'

const at = gatewayForThisFile()

type At = { url: string; authorization: string }
type Rpc = { id?: unknown; method?: string; result?: unknown; error?: unknown; params?: Record<string, unknown> }

async function setUp(beforeAsking?: () => Promise<void>) {
  const server = await startAskingServer(beforeAsking)
  return { server, ...(await connectServers(at.gateway, { one: server.origin })) }
}

const everything: ClientCapabilities = { elicitation: { form: {} }, sampling: {}, roots: { listChanged: true } }

/** A client that answers what it is asked with its name, and keeps what that was. */
async function connect({ url, authorization }: At, name = 'someone', capabilities = everything) {
  const client = new Client({ name, version: '1' }, { capabilities })
  const asked: string[] = []
  if (capabilities.elicitation)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      asked.push(params.message)
      return { action: 'accept', content: { answer: `${name} says` } }
    })
  if (capabilities.sampling)
    client.setRequestHandler(CreateMessageRequestSchema, async ({ params }, extra) => {
      asked.push(JSON.stringify(params.messages))
      const progressToken = params._meta?.progressToken
      if (progressToken !== undefined)
        await extra.sendNotification({ method: 'notifications/progress', params: { progressToken, progress: 7 } })
      return { model: 'none', role: 'assistant', content: { type: 'text', text: `${name} thinks` } }
    })
  if (capabilities.roots)
    client.setRequestHandler(ListRootsRequestSchema, () => {
      asked.push('roots')
      return { roots: [{ uri: `file:///${name}` }] }
    })
  const requestInit = { headers: { authorization } }
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }))
  onTestFinished(() => client.close())
  return { client, asked }
}

async function say(client: Pick<Client, 'callTool'>, tool: string, note = 'a note'): Promise<string> {
  const { content } = await client.callTool({ name: `one__${tool}`, arguments: { note } })
  return (content as { text: string }[])[0]?.text ?? ''
}

function received({ seen }: Listening): Rpc[] {
  return seen.filter(({ body }) => body !== '').map(({ body }) => JSON.parse(body))
}

/** What clients have answered, as it reached the server. */
function answersTo(server: Listening): Rpc[] {
  return received(server).filter(({ method }) => method === undefined)
}

describe('a server that asks while its tool runs', () => {
  test.each([
    ['elicit', '{"answer":"someone says"}', ['a note']],
    ['sample', '{"type":"text","text":"someone thinks"}', [expect.stringContaining('a note')]],
    ['roots', '[{"uri":"file:///someone"}]', ['roots']],
    ['ping', '{}', []],
  ])('gets the answer of the client that called: %s', async (tool, said, heard) => {
    const { client, asked } = await connect(await setUp())
    expect(await say(client, tool)).toBe(said)
    expect(asked).toEqual(heard)
  })

  test('asks only those that called, also when two call the same at the same time', async () => {
    const everyone = Promise.withResolvers<void>()
    let waiting = 0
    const place = await setUp(() => {
      waiting += 1
      if (waiting === 2) everyone.resolve()
      return everyone.promise
    })
    const [ada, bob] = [await connect(place, 'ada'), await connect(place, 'bob')]
    const said = await Promise.all([say(ada.client, 'elicit', 'for ada'), say(bob.client, 'elicit', 'for bob')])
    expect(said).toEqual(['{"answer":"ada says"}', '{"answer":"bob says"}'])
    expect([ada.asked, bob.asked]).toEqual([['for ada'], ['for bob']])
  })

  test.each<[string, ClientCapabilities]>([
    ['everything', everything],
    ['one thing, with details nobody here knows', { elicitation: { form: { applyDefaults: true }, url: {} } }],
    ['something of its own', { experimental: { 'example.test/odd': { n: 1 } }, sampling: { tools: {} } }],
    ['nothing', {}],
  ])('is told what the client can do, exactly: %s', async (_what, capabilities) => {
    const place = await setUp()
    const { client } = await connect(place, 'someone', capabilities)
    await say(client, 'ping')
    const opened = received(place.server).filter(({ method }) => method === 'initialize')
    expect(opened.at(-1)?.params?.capabilities).toEqual(capabilities)
  })

  test('gets an error from a client that cannot be asked, and does not wait', async () => {
    const { client } = await connect(await setUp(), 'nobody', {})
    expect(await say(client, 'elicit')).toContain('refused: ')
  })

  test('is told by progress how far the client is with its answer', async () => {
    const { client } = await connect(await setUp())
    expect(await say(client, 'listen')).toBe('[7]')
  })

  test('tells by progress how far it is itself', async () => {
    const { client } = await connect(await setUp())
    const heard: number[] = []
    const called = { name: 'one__work', arguments: {} }
    await client.callTool(called, undefined, { onprogress: ({ progress }) => void heard.push(progress) })
    expect(heard).toEqual([1, 2])
  })
})

describe('what is told while a tool runs', () => {
  test('a client hears that its server no longer wants to know, under the id that it was asked by', async () => {
    const { url, authorization } = await setUp()
    const session = await openSession(url, authorization, { elicitation: {} })
    const call = startCall({ url, authorization, headers: session }, toolCall('one__withdraw', { note: 'well?' }))
    const ask = await call.next()
    expect(await call.next()).toMatchObject({ method: 'notifications/cancelled', params: { requestId: ask?.id } })
    expect(textOf(await call.next())).toContain('refused: ')
  })

  test('its servers hear that a client has other roots, and those of other clients do not', async () => {
    const place = await setUp()
    const [ada, bob] = [await connect(place, 'ada'), await connect(place, 'bob')]
    await Promise.all([say(ada.client, 'ping'), say(bob.client, 'ping')])
    await ada.client.sendRootsListChanged()
    expect(await say(ada.client, 'roots')).toContain('ada')
    const told = received(place.server).filter(({ method }) => method === 'notifications/roots/list_changed')
    expect(told).toHaveLength(1)
  })
})

describe('a client that cannot be asked', () => {
  test.each(['elicit', 'sample', 'roots'])('is not, and the server gets an error: modern, %s', async (tool) => {
    const { url, authorization } = await setUp()
    const { message, headers } = modernRequest('tools/call', { name: `one__${tool}`, arguments: { note: 'x' } })
    const call = startCall({ url, authorization, headers }, message)
    const first = await call.next()
    expect(first?.id).toBe(1)
    expect(textOf(first)).toContain('refused: ')
    expect(await call.next()).toBeNull()
  })

  test('is not, and the server gets an error: the official SDK v2', async () => {
    const { url, authorization, server } = await setUp()
    const capabilities = { elicitation: {}, sampling: {}, roots: {} }
    const client = new ClientV2({ name: 'v2', version: '1' }, { capabilities, versionNegotiation: { mode: 'auto' } })
    await client.connect(new TransportV2(new URL(url), { requestInit: { headers: { authorization } } }))
    onTestFinished(() => client.close())
    const { content } = await client.callTool({ name: 'one__elicit', arguments: { note: 'x' } })
    expect(JSON.stringify(content)).toContain('refused: ')
    const opened = received(server).filter(({ method }) => method === 'initialize')
    expect(opened.map(({ params }) => params?.capabilities)).not.toContainEqual(capabilities)
  })

  test('is not, and the server gets an error: one without a session', async () => {
    const { url, authorization } = await setUp()
    const answer = await post(url, authorization, toolCall('one__elicit', { note: 'x' }, 'mine'))
    expect(answer.body?.id).toBe('mine')
    expect(textOf(answer.body)).toContain('refused: ')
  })

  test('answers a ping of the server all the same, by the gateway', async () => {
    const { url, authorization } = await setUp()
    expect(textOf((await post(url, authorization, toolCall('one__ping'))).body)).toBe('{}')
  })
})

describe('the answer of a client', () => {
  /** Somebody is asked, and has not answered yet. */
  async function askedSomebody() {
    const place = await setUp()
    const { url, authorization } = place
    const session = await openSession(url, authorization, { elicitation: {} })
    const call = startCall({ url, authorization, headers: session }, toolCall('one__elicit', { note: 'well?' }, 5))
    const ask = await call.next()
    expect(ask).toMatchObject({ method: 'elicitation/create', params: { message: 'well?' } })
    const answer = (id: unknown = ask?.id) => ({
      jsonrpc: '2.0',
      id,
      result: { action: 'accept', content: { answer: 'yes' } },
    })
    return { ...place, session, call, askId: String(ask?.id), answer }
  }

  test('is taken by the server that asked, under the id that it gave', async () => {
    const { url, authorization, session, call, answer, server } = await askedSomebody()
    expect((await post(url, authorization, answer(), session)).status).toBe(202)
    expect(textOf(await call.next())).toBe('{"answer":"yes"}')
    expect(answersTo(server)).toEqual([{ ...answer(), id: 0 }])
  })

  test.each<[string, (id: string) => unknown]>([
    ['the id that the server gave', () => 0],
    ['an id of nobody', () => 'nobody'],
    ['a signature that is another', (id) => `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`],
    ['no signature', (id) => id.split('.')[0]],
    ['an empty signature', (id) => `${id.split('.')[0]}.`],
    [
      'another question under the same signature',
      (id) => `${Buffer.from('["x","0"]').toString('base64url')}.${id.split('.')[1]}`,
    ],
    ['more behind the signature', (id) => `${id}.more`],
  ])('is refused under an id that was not made here, and reaches no server: %s', async (_what, forge) => {
    const { url, authorization, session, call, answer, askId, server } = await askedSomebody()
    expect((await post(url, authorization, answer(forge(askId)), session)).status).toBe(400)
    expect(answersTo(server)).toEqual([])
    call.leave()
  })

  test('is refused from another session of the same key, one without, and another key', async () => {
    const { url, authorization, call, answer, project, server } = await askedSomebody()
    const other = await buildAgent(project)
    const others: [string, Record<string, string>][] = [
      [authorization, await openSession(url, authorization, { elicitation: {} })],
      [authorization, {}],
      [other.authorization, await openSession(url, other.authorization, { elicitation: {} })],
    ]
    for (const [key, session] of others) expect((await post(url, key, answer(), session)).status).toBe(400)
    expect(answersTo(server)).toEqual([])
    call.leave()
  })

  test('is taken by any replica', async () => {
    const { authorization, session, call, answer, project } = await askedSomebody()
    const other = await startReplica()
    const taken = await post(`${other.url}/mcp/${project.slug}`, authorization, answer(), session)
    expect(taken.status).toBe(202)
    expect(textOf(await call.next())).toBe('{"answer":"yes"}')
  })
})

describe('what is asked and answered', () => {
  /** A server that asks under an id as it is written here, and ends its call when anything is answered. */
  async function startRawAsker(id: string, askText: (id: string) => string) {
    const answered = Promise.withResolvers<string>()
    const server = await listen(async (req, res, body) => {
      if (req.method !== 'POST') return void res.writeHead(405).end()
      const rpc = JSON.parse(body)
      if (rpc.method === 'initialize') return sendJson(res, 200, { jsonrpc: '2.0', id: rpc.id, result: opened })
      if (rpc.method === 'tools/list') return sendJson(res, 200, { jsonrpc: '2.0', id: rpc.id, result: { tools: [] } })
      if (rpc.method === undefined) answered.resolve(body)
      if (rpc.method !== 'tools/call') return void res.writeHead(202).end()
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: ${askText(id)}\n\n`)
      await answered.promise
      res.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id: rpc.id, result: { content: [] } })}\n\n`)
    })
    return { server, answered: answered.promise }
  }

  test.each([
    ['a number', '0', '"result":{"n":1234567890123456789, "m":10.0}'],
    ['a negative number', '-7', '"error":{"code":-1,"message":"n\\u006f","data":1e400}'],
    ['a number that no double holds', '1234567890123456789', '"result":{}'],
    ['a number in a form of its own', '1.0', '"result":{"a":1,"a":2} , "later":[]'],
    ['an empty text', '""', '"result":{}'],
    ['a text with escapes', '"a \\u0062 \\"c\\" é"', '"result":{}'],
    ['a long text', `"${'long'.repeat(300)}"`, '"result":{}'],
  ])('stays as it was written, under the id of its server: %s', async (_what, id, said) => {
    const rest = '"method":"sampling/createMessage","params":{"n":1234567890123456789, "x":1.0}'
    const { server, answered } = await startRawAsker(id, (own) => `{"id":${own}, "jsonrpc":"2.0",${rest}}`)
    const { url, authorization } = await connectServers(at.gateway, { one: server.origin })
    const headers = await openSession(url, authorization, { sampling: {} })
    const call = startCall({ url, authorization, headers }, toolCall('one__ask', {}, 'mine'))
    const ask = await call.next()
    expect(call.heard()).toContain(rest)
    const taken = await post(url, authorization, `{ ${said}, "id":${JSON.stringify(ask?.id)},"jsonrpc":"2.0"}`, headers)
    expect(taken.status).toBe(202)
    expect(await answered).toBe(`{ ${said}, "id":${id},"jsonrpc":"2.0"}`)
    expect(await call.next()).toMatchObject({ id: 'mine', result: {} })
  })
})
