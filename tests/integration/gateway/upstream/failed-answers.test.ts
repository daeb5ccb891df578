import { describe, expect, test } from 'vitest'
import { failureBytesMax } from '#lib/gateway/limits.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post, request, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { type Handler, listen, sendJson } from '#tests/support/mcp/listen.ts'
import { afterOpening } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

/** A server that opens a session as any other, and answers everything else as the test says. */
async function setUp(answer: (sent: string, ...rest: Parameters<Handler>) => void) {
  const token = newSecret()
  const server = await listen(
    afterOpening((_id, req, res, body) => answer(String(req.headers.authorization), req, res, body)),
  )
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'tools' })
  const agent = await buildAgent(project, [[connection, token]])
  const all = `${at.gateway.url}/mcp/${project.slug}`
  return { token, agent, all, one: `${all}/tools` }
}

const bothEndpoints = [
  ['transparent', 'one', 'search'],
  ['aggregated', 'all', 'tools__search'],
] as const

describe.each(bothEndpoints)('a server that quotes what it was sent (%s)', (_kind, endpoint, tool) => {
  test.each([
    ['a page with status 500', 500, 'text/html'],
    ['a trace with status 502', 502, 'text/plain'],
    ['JSON that is no JSON-RPC with status 422', 422, 'application/json'],
  ])('does not get it to the agent in %s', async (_what, status, type) => {
    const {
      token,
      agent,
      [endpoint]: url,
    } = await setUp((sent, _req, res) => {
      res.writeHead(status, { 'content-type': type, 'retry-after': '7' }).end(`{"sent":"${sent}"}`)
    })
    const answer = await post(url, agent.authorization, toolCall(tool, {}, 41))
    expect(answer.status).toBe(status)
    expect(answer.headers.get('retry-after')).toBe('7')
    expect(answer.body).toMatchObject({
      jsonrpc: '2.0',
      id: 41,
      error: { message: expect.stringContaining(`${status}`) },
    })
    expect(answer.text).not.toContain(token)
  })

  test('is told to have failed where it answers as a proxy that wants a sign-in (fetch has no answer then)', async () => {
    const { agent, [endpoint]: url } = await setUp((_sent, _req, res) => void res.writeHead(407).end())
    const answer = await post(url, agent.authorization, toolCall(tool, {}, 41))
    expect(answer.status).toBe(502)
    expect(answer.body).toMatchObject({ id: 41, error: { message: expect.stringContaining('status 407') } })
  })

  test.each([400, 404, 405, 409, 429, 500])(
    'gets its JSON-RPC error on with status %i, without the value',
    async (status) => {
      const {
        token,
        agent,
        [endpoint]: url,
      } = await setUp((sent, _req, res, body) => {
        const { id } = JSON.parse(body)
        sendJson(res, status, {
          jsonrpc: '2.0',
          id,
          error: { code: -32000, message: `Not with ${sent}`, data: { sent } },
        })
      })
      const answer = await post(url, agent.authorization, toolCall(tool, {}, 'an id'))
      expect(answer.status).toBe(status)
      expect(answer.body).toMatchObject({
        id: 'an id',
        error: { code: -32000, message: expect.stringMatching(/^Not with Bearer \*+$/) },
      })
      expect(answer.text).not.toContain(token)
    },
  )

  test('gets its result on, without the value', async () => {
    const {
      token,
      agent,
      [endpoint]: url,
    } = await setUp((sent, _req, res, body) => {
      sendJson(res, 200, {
        jsonrpc: '2.0',
        id: JSON.parse(body).id,
        result: { content: [{ type: 'text', text: `by ${sent}.` }] },
      })
    })
    const answer = await post(url, agent.authorization, toolCall(tool))
    expect(textOf(answer.body)).toMatch(/^by Bearer \*+\.$/)
    expect(answer.text).not.toContain(token)
  })

  test('gets a stream on, without the value, wherever its pieces are cut', async () => {
    const {
      token,
      agent,
      [endpoint]: url,
    } = await setUp((sent, _req, res, body) => {
      const result = { content: [{ type: 'text', text: `by ${sent}.` }] }
      const text = `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(body).id, result })}\n\n`
      const cut = text.indexOf(sent) + 12
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write(text.slice(0, cut))
      setImmediate(() => res.end(text.slice(cut)))
    })
    const answer = await post(url, agent.authorization, toolCall(tool))
    expect(textOf(answer.body)).toMatch(/^by Bearer \*+\.$/)
    expect(answer.text).not.toContain(token)
  })

  test('does not get an endless failure on, nor hold the agent up with one', async () => {
    const { agent, [endpoint]: url } = await setUp((_sent, _req, res) => {
      res.writeHead(500, { 'content-type': 'text/html' })
      const more = () => void (res.destroyed || res.write('<br>'.repeat(failureBytesMax / 8)))
      res.on('drain', more)
      setImmediate(function again() {
        more()
        if (!res.destroyed) setImmediate(again)
      })
    })
    const answer = await post(url, agent.authorization, toolCall(tool, {}, 5))
    expect(answer).toMatchObject({ status: 500, body: { id: 5, error: { code: -31502 } } })
  })
})

describe('what is asked without an id', () => {
  test('gets the status, and a short JSON', async () => {
    const { token, agent, one } = await setUp((sent, _req, res) => {
      res.writeHead(405, { allow: 'POST', 'content-type': 'text/html' }).end(`<p>${sent}</p>`)
    })
    const answer = await fetch(one, { headers: { authorization: agent.authorization, accept: 'text/event-stream' } })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    const text = await answer.text()
    expect(JSON.parse(text)).toEqual({ error: expect.stringContaining('405') })
    expect(text).not.toContain(token)
  })
})

test('a lost session is told with the status and the words of the server', async () => {
  const { agent, one } = await setUp((_sent, _req, res) => {
    sendJson(res, 404, { jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } })
  })
  await post(one, agent.authorization, initialize())
  const answer = await post(one, agent.authorization, request('tools/list'))
  expect(answer).toMatchObject({ status: 404, body: { error: { code: -32001, message: 'Session not found' } } })
})
