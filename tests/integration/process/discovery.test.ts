import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { describe, expect, test } from 'vitest'
import { answerDiscovery } from '#lib/process/answer-discovery.ts'
import { buildProject } from '#tests/support/factories/projects.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { startDoor } from '#tests/support/process/start-door.ts'

const sentence = 'Agents sign in to Jetway with an agent key, sent as `Authorization: Bearer jway_…`.'
const wellKnown = ['oauth-protected-resource', 'oauth-authorization-server', 'openid-configuration', 'anything/else']

describe('what clients ask for while they look for a sign-in', () => {
  test.each([
    ...wellKnown.map((name) => [`/.well-known/${name}`, 404]),
    ['/.well-known/oauth-protected-resource/mcp/support/intercom?x=1', 404],
    ['/.well-known', 404],
    ['/register', 400],
    ['/register/', 400],
    ['/authorize?response_type=code&client_id=x', 400],
    ['/token', 400],
  ])('%s is answered with JSON that says how agents sign in, whatever the method', async (path, status) => {
    const door = await startDoor({ discovery: answerDiscovery })
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const answer = await door.send(`${method} ${path} HTTP/1.0\nHost: localhost:3000\nContent-Length: 2\n\n{}`)
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} .*content-type: application/json`, 's'))
      expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
        error_description: expect.stringContaining('http://localhost:3000/projects'),
      })
    }
  })

  test.each(['/registered', '/tokens', '/authorize/x', '/well-known/x', '/x/.well-known/y'])(
    '%s is a page like any other',
    async (path) => {
      const door = await startDoor()
      expect(await door.send(`GET ${path} HTTP/1.1\nHost: localhost:3000\nConnection: close\n\n`)).toMatch(/page$/)
    },
  )
})

describe('an official client that can sign in by OAuth', () => {
  const at = gatewayForThisFile()

  /** A provider as clients have it; `key` is what was entered for a token, if anything. */
  const provider = (key?: string) => ({
    redirectUrl: 'http://localhost:9999/callback',
    clientMetadata: { client_name: 'test', redirect_uris: ['http://localhost:9999/callback'] },
    clientInformation: () => undefined,
    saveClientInformation: () => {},
    tokens: () => (key ? { access_token: key, token_type: 'Bearer' } : undefined),
    saveTokens: () => {},
    redirectToAuthorization: () => {},
    saveCodeVerifier: () => {},
    codeVerifier: () => '',
  })
  const connectV1 = (url: URL, key?: string) =>
    new ClientV1({ name: 'v1', version: '1' }).connect(new TransportV1(url, { authProvider: provider(key) }))
  const connectV2 = (url: URL, key?: string) =>
    new ClientV2({ name: 'v2', version: '1' }).connect(new TransportV2(url, { authProvider: provider(key) }))

  test.each([
    ['SDK v1', 'no key', connectV1, undefined],
    ['SDK v1', 'a wrong key', connectV1, 'jway_wrong'],
    ['SDK v2', 'no key', connectV2, undefined],
    ['SDK v2', 'a wrong key', connectV2, 'jway_wrong'],
  ])('shows our sentence: %s with %s', async (_client, _with, connect, key) => {
    const { project } = await buildProject()
    for (const path of ['/mcp', `/mcp/${project.slug}`, `/mcp/${project.slug}/intercom`]) {
      await expect(connect(new URL(path, at.gateway.url), key)).rejects.toThrow(sentence)
    }
  })
})
