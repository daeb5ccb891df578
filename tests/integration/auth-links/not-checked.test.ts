import { describe, expect, test } from 'vitest'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { recheckUnverified } from '#lib/auth-links/giving/recheck-unverified.ts'
import { rejectCredential } from '#lib/credentials/reject-credential.ts'
import { database } from '#lib/db/database.ts'
import { buildOpenedLink } from '#tests/support/credentials/links.ts'
import { type Handler, listen, sendJson } from '#tests/support/mcp/listen.ts'
import { opened } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

type Rpc = { id?: unknown; method?: string }
/** What the server does for somebody who sends no values; null is what it does for everybody. */
type ForAnybody = (rpc: Rpc) => { status: number } | { tools: string[] } | null

const own = ['search', 'fetch']

function toHandler(forAnybody: ForAnybody): Handler {
  return (req, res, body) => {
    const rpc: Rpc = JSON.parse(body || '{}')
    const bare = req.headers.authorization ? null : forAnybody(rpc)
    if (bare && 'status' in bare) return void res.writeHead(bare.status).end()
    if (rpc.id === undefined) return void res.writeHead(202).end()
    const tools = (bare?.tools ?? own).map((name) => ({ name, inputSchema: { type: 'object' } }))
    const results: Record<string, object> = { initialize: opened, 'tools/list': { tools } }
    const result = results[rpc.method ?? '']
    const error = { code: -32601, message: 'Method not found' }
    sendJson(res, 200, { jsonrpc: '2.0', id: rpc.id, ...(result ? { result } : { error }) })
  }
}

async function setUp(forAnybody: ForAnybody) {
  const server = await listen(toHandler(forAnybody))
  const { holder, connection, project } = await buildOpenedLink({ url: `${server.origin}/mcp` })
  const token = newSecret()
  const give = () => giveCredential(holder, { connectionId: connection.id, secret: { access_token: token } })
  const find = () => database().credential.findFirstOrThrow({ where: { connectionId: connection.id } })
  const inAnHour = new Date(Date.now() + 61 * 60 * 1000)
  const recheck = () => recheckUnverified(database(), { now: inAnHour, organizationId: project.organizationId })
  const shown = async () =>
    (await getConnectionToGive(holder, { project: project.slug, connection: connection.slug })).credential?.state
  return { server, token, give, find, recheck, shown }
}

const servers: [string, ForAnybody, 'verified' | 'accepted'][] = [
  ['shows everybody the same tools', () => null, 'accepted'],
  ['shows them in another order', () => ({ tools: ['fetch', 'search'] }), 'accepted'],
  ['asks for a sign-in at once', () => ({ status: 401 }), 'verified'],
  ['asks for it at the list', ({ method }) => (method === 'tools/list' ? { status: 401 } : null), 'verified'],
  ['forbids the list', ({ method }) => (method === 'tools/list' ? { status: 403 } : null), 'verified'],
  ['shows others fewer tools', () => ({ tools: ['search'] }), 'verified'],
  ['shows others other tools', () => ({ tools: ['sign_in', 'search'] }), 'verified'],
  ['shows others none', () => ({ tools: [] }), 'verified'],
  ['fails without values', () => ({ status: 500 }), 'verified'],
]

test.each(servers)('values of a server that %s', async (_what, forAnybody, state) => {
  const { give, find, shown } = await setUp(forAnybody)
  expect(await give()).toMatchObject({ ok: true, state, toolNames: own })
  expect(await find()).toMatchObject({ state, toolCount: 2, stateReason: null, verifiedAt: expect.any(Date) })
  expect(await shown()).toBe(state)
})

test('the look without values sends none of them', async () => {
  const { server, token, give } = await setUp(() => null)
  await give()
  const bare = server.seen.filter(({ headers }) => headers.authorization === undefined)
  expect(bare.length).toBeGreaterThan(1)
  expect(JSON.stringify(bare)).not.toContain(token)
})

describe('what was rejected and is taken again', () => {
  test.each([
    ['by a server that takes anybody', () => null, 'accepted'],
    ['by one that asks for values', () => ({ status: 401 }), 'verified'],
  ] as [string, ForAnybody, string][])('%s', async (_by, forAnybody, state) => {
    const { give, find, recheck } = await setUp(forAnybody)
    await give()
    await rejectCredential(database(), (await find()).id, 'It answered 401.')
    expect(await recheck()).toMatchObject({ verified: 1 })
    expect(await find()).toMatchObject({ state, stateReason: null })
  })
})
