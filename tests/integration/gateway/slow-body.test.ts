import { request as httpRequest, type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { pauseConnection } from '#lib/projects/connections/pause-connection.ts'
import { revokeKey } from '#lib/projects/revoke-key.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { toolCall } from '#tests/support/gateway/raw-client.ts'
import { startWhoamiServer } from '#tests/support/mcp/whoami-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

async function setUp() {
  const whoami = await startWhoamiServer()
  const { project, owner } = await buildProject()
  const connection = await buildConnection({ project, url: `${whoami.origin}/mcp`, slug: 'tools' })
  const { authorization, key } = await buildAgent(project, [[connection, newSecret()]])
  return { whoami, owner, connection, authorization, key, url: `${at.gateway.url}/mcp/${project.slug}` }
}

/** Sends a call of which the second half waits for `between`, which happens once the gateway has begun to read. */
async function callSlowly(url: string, authorization: string, tool: string, between: () => Promise<unknown>) {
  const body = JSON.stringify(toolCall(tool))
  const headers = { authorization, 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const asking = httpRequest(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': body.length, expect: '100-continue' },
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => asking.on('response', resolve).on('error', reject))
  await new Promise<void>((resolve) => asking.on('continue', resolve).flushHeaders())
  asking.write(body.slice(0, 20))
  await between()
  asking.end(body.slice(20))
  const answer = await answered
  let text = ''
  for await (const chunk of answer) text += chunk
  return { status: answer.statusCode, text }
}

test.each([
  ['/tools', 'whoami'],
  ['', 'tools__whoami'],
])('a call whose key is revoked while its body is on its way is not made (at %j)', async (path, tool) => {
  const { whoami, owner, authorization, key, url } = await setUp()
  const { status } = await callSlowly(url + path, authorization, tool, () => revokeKey(owner, key.id))
  expect(status).toBe(401)
  expect(whoami.seen).toEqual([])
})

test.each([
  ['/tools', 'whoami'],
  ['', 'tools__whoami'],
])('a call whose connection is paused while its body is on its way is not made (at %j)', async (path, tool) => {
  const { whoami, owner, connection, authorization, url } = await setUp()
  const { text } = await callSlowly(url + path, authorization, tool, () => pauseConnection(owner, connection.id))
  expect(text).toContain('paused')
  expect(whoami.seen).toEqual([])
})
