import { describe, expect, test } from 'vitest'
import { connectServers, nameOf } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { modernRequest } from '#tests/support/gateway/modern-request.ts'
import { initialize, post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { deaths, type Family, type Moment, startMortalServer } from '#tests/support/mcp/mortal-server.ts'

const at = gatewayForThisFile()
type Endpoint = 'aggregated' | 'transparent'

/** A client of the server's family that has made one call already. */
async function setUp(family: Family, endpoint: Endpoint) {
  const server = await startMortalServer(family)
  const { url: all, authorization } = await connectServers(at.gateway, { one: server.origin })
  const [url, name] = endpoint === 'aggregated' ? [all, 'one__do'] : [`${all}/one`, 'do']
  let session: Record<string, string> = {}

  const open = async () => {
    const answer = await post(url, authorization, initialize())
    session = { 'mcp-session-id': answer.headers.get('mcp-session-id') ?? '' }
  }
  const call = async (nonce: string) => {
    const params = { name, arguments: { nonce } }
    if (family === 'legacy') return post(url, authorization, toolCall(name, { nonce }, nonce), session)
    const { message, headers } = modernRequest('tools/call', params, nonce)
    return post(url, authorization, message, headers)
  }
  /** As clients do: a session that is not known any more is opened anew. */
  const callOn = async (nonce: string) => {
    const answer = await call(nonce)
    if (answer.status !== 404) return answer
    await open()
    return call(nonce)
  }
  if (family === 'legacy') await open()
  expect(textOf((await call('first')).body)).toBe('done')
  return { server, call, callOn }
}

const toldOfIt = (id: string) => ({
  jsonrpc: '2.0',
  id,
  error: { code: -31502, message: expect.stringContaining(nameOf('one')) },
})

const moments = Object.keys(deaths) as Moment[]
const places = (['legacy', 'modern'] as const).flatMap((family) =>
  (['aggregated', 'transparent'] as const).map((endpoint) => [family, endpoint] as const),
)

describe.each(places)('a server of the %s family that dies (%s)', (family, endpoint) => {
  test.each(moments)(
    '%s costs that call, which is told at once or broken off, and is not made twice',
    async (moment) => {
      const { server, call, callOn } = await setUp(family, endpoint)
      await server.dieAt(moment, 'tools/call')
      const { hasRun, hasBegun } = deaths[moment]
      const second = call('second')
      // Bytes that went on as they came cannot be taken back.
      if (hasBegun && endpoint === 'transparent') await expect(second).rejects.toThrow()
      else expect((await second).body).toEqual(toldOfIt('second'))
      await server.restart()
      expect(textOf((await callOn('third')).body)).toBe('done')
      expect(server.ran).toEqual(hasRun ? ['first', 'second', 'third'] : ['first', 'third'])
    },
  )

  test('after its answer, on a connection that is kept, costs the next call at most', async () => {
    const { server, call, callOn } = await setUp(family, endpoint)
    server.dieAfterAnswer()
    expect((await call('second')).body).toEqual(toldOfIt('second'))
    expect(server.ran).toEqual(['first'])
    await server.restart()
    expect(textOf((await callOn('third')).body)).toBe('done')
    expect(server.ran).toEqual(['first', 'third'])
  })

  test('and comes back between two calls is called on, in a new session', async () => {
    const { server, callOn } = await setUp(family, endpoint)
    await server.restart()
    expect(textOf((await callOn('second')).body)).toBe('done')
    expect(server.ran).toEqual(['first', 'second'])
  })
})

describe('a server that dies while a session with it is opened anew', () => {
  test.each(moments)('%s has not been called, and is when it is back', async (moment) => {
    const { server, call } = await setUp('legacy', 'aggregated')
    await server.restart()
    await server.dieAt(moment, 'initialize')
    expect((await call('second')).body).toEqual(toldOfIt('second'))
    await server.restart()
    expect(textOf((await call('third')).body)).toBe('done')
    expect(server.ran).toEqual(['first', 'third'])
  })
})
