import { describe, expect, test } from 'vitest'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { recheckUnverified } from '#lib/auth-links/giving/recheck-unverified.ts'
import { database } from '#lib/db/database.ts'
import { env } from '#lib/env.ts'
import type { InputDraft } from '#lib/servers/inputs/schema.ts'
import { onboardServer } from '#lib/servers/onboarding/onboard-server.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post, request, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { type Handler, listen, sendJson } from '#tests/support/mcp/listen.ts'
import { findInTables, holdsSecret, spellingsOf } from '#tests/support/secrets/find-secrets.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

const field = (name: string, isSecret = true) => ({ name, label: name, isSecret })
const basic: InputDraft = {
  name: 'Authorization',
  template: 'Basic base64({user}:{token})',
  fields: [field('user', false), field('token')],
}

/** Each way in: what the admin typed, and the request that a token comes in. */
const ways = {
  'a parameter': {
    path: '/mcp?v=1&token={token}',
    inputs: undefined,
    isIn: (token: string) => ({ url: `/mcp?v=1&token=${encodeURIComponent(token)}` }),
  },
  'a part of the path': {
    path: '/s/{token}/mcp',
    inputs: undefined,
    isIn: (token: string) => ({ url: `/s/${encodeURIComponent(token)}/mcp` }),
  },
  Basic: {
    path: '/mcp',
    inputs: [basic],
    isIn: (token: string) => ({
      url: '/mcp',
      authorization: `Basic ${Buffer.from(`ada:${token}`).toString('base64')}`,
    }),
  },
}
type Way = keyof typeof ways
const allWays: Way[] = ['a parameter', 'a part of the path', 'Basic']

/** A server that takes one token, and says whatever it was sent. */
function serverFor(way: Way, token: string): Handler {
  return (req, res, body) => {
    const expected: { url: string; authorization?: string } = ways[way].isIn(token)
    const sent = `${req.url} ${req.headers.authorization}`
    if (req.url !== expected.url || (expected.authorization ?? req.headers.authorization) !== req.headers.authorization)
      return sendJson(res, 401, { error: `No such key: ${sent}` })
    const { id, method } = JSON.parse(body || '{}')
    if (id === undefined) return void res.writeHead(202).end()
    const opened = {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: sent, version: '1' },
    }
    const tools = [{ name: 'any', description: `Called by ${sent}`, inputSchema: { type: 'object' } }]
    const said = { content: [{ type: 'text', text: `You are ${sent}` }] }
    const result = method === 'initialize' ? opened : method === 'tools/list' ? { tools } : said
    sendJson(res, 200, { jsonrpc: '2.0', id, result })
  }
}

async function setUp(way: Way, handler: (token: string) => Handler = (token) => serverFor(way, token)) {
  // Signs that would mean something in an address or in a pair.
  const token = `${newSecret()}/../?a=b&c#d%2F+ü`
  const upstream = await listen(handler(token))
  const admin = await signedIn({ role: 'admin' })
  const { path, inputs } = ways[way]
  const server = await onboardServer(admin, { name: 'S', slug: 's', url: upstream.origin + path, inputs })
  const { project } = await buildProject({ owner: admin })
  const connection = await buildConnection({ project, serverId: server.id, slug: 'tools' })
  const give = (value: string, storeUnverified = false) =>
    giveCredential(admin, {
      connectionId: connection.id,
      secret: { token: value },
      value: way === 'Basic' ? { user: 'ada' } : {},
      storeUnverified,
    })
  const { text } = await buildKey(project, { personId: admin.actor.personId })
  const all = `${at.gateway.url}/mcp/${project.slug}`
  return { token, upstream, server, connection, give, all, authorization: `Bearer ${text}` }
}

describe.each(allWays)('a server that signs in by %s', (way) => {
  test('takes what is right, refuses what is not, and nothing of it is shown or kept readably', async () => {
    const { token, server, give, all, authorization } = await setUp(way)
    const wrong = newSecret()
    const refused = await give(wrong)
    expect(refused).toMatchObject({ ok: false, reason: 'rejected' })
    const given = await give(token)
    expect(given).toMatchObject({ ok: true, state: 'verified', toolNames: ['any'] })

    const listed = await post(all, authorization, request('tools/list'))
    const called = await post(all, authorization, toolCall('tools__any'))
    const opened = await post(`${all}/tools`, authorization, initialize())
    const direct = await post(`${all}/tools`, authorization, toolCall('any'))
    expect([textOf(called.body), textOf(direct.body)]).toEqual([
      expect.stringMatching(/^You are .*\*{8}/),
      expect.stringMatching(/^You are .*\*{8}/),
    ])
    expect(JSON.stringify(opened.body)).toMatch(/\*{8}/)

    const spellings = spellingsOf([token, wrong])
    for (const said of [refused, given, listed.text, called.text, opened.text, direct.text, server])
      expect(holdsSecret(JSON.stringify(said), spellings)).toBe(false)
    expect(await findInTables(env().databaseUrl, spellings)).toEqual([])
  })

  test('is tried again later with what was stored while it could not be reached', async () => {
    let isDown = true
    const { token, connection, give } = await setUp(way, (expected) => (req, res, body) => {
      if (isDown) return void res.writeHead(503).end()
      return serverFor(way, expected)(req, res, body)
    })
    expect(await give(token, true)).toMatchObject({ ok: true, state: 'unverified' })
    isDown = false
    const { organizationId } = connection
    const later = new Date(Date.now() + 60 * 60_000)
    expect(await recheckUnverified(database(), { organizationId, now: later })).toMatchObject({ verified: 1 })
  })

  test('that leads elsewhere is named without it', async () => {
    const { token, give } = await setUp(way, () => (req, res) => {
      res.writeHead(307, { location: `https://elsewhere.example${req.url}` }).end()
    })
    const answer = await give(token)
    expect(answer).toMatchObject({ ok: false })
    expect(holdsSecret(JSON.stringify(answer), spellingsOf([token]))).toBe(false)
  })
})

test('a part of the path cannot be given so that it is another path', async () => {
  const { give, upstream } = await setUp('a part of the path')
  await expect(give('..')).rejects.toMatchObject({ details: { fields: { 'secret.token': expect.any(String) } } })
  expect(upstream.seen).toEqual([])
})
