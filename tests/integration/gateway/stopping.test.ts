import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { request } from '#tests/support/gateway/raw-client.ts'
import { startReplica } from '#tests/support/gateway/start-replica.ts'
import { startWhoamiServer } from '#tests/support/mcp/whoami-server.ts'
import { exchange } from '#tests/support/process/start-door.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

test('a call that comes on a kept connection while Jetway stops is answered', async () => {
  const whoami = await startWhoamiServer()
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${whoami.origin}/mcp` })
  const { authorization } = await buildAgent(project, [[connection, newSecret()]])
  const replica = await startReplica()
  const { host, port } = new URL(replica.url)
  const send = (method: string, body = '') =>
    [
      `${method} /mcp/${project.slug}/${connection.slug} HTTP/1.1`,
      `Host: ${host}`,
      `Authorization: ${authorization}`,
      'Content-Type: application/json',
      'Accept: application/json, text/event-stream',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\n')
  const message = JSON.stringify({ ...request('tools/list'), params: {} })
  const sockets = [connect(Number(port), '127.0.0.1'), connect(Number(port), '127.0.0.1')] as const
  for (const socket of sockets) {
    socket.write(send('POST', message).replaceAll('\n', '\r\n'))
    await once(socket, 'data')
  }
  const [called, streamed] = [exchange(sockets[0], send('POST', message)), exchange(sockets[1], send('GET'))]
  await replica.close()
  expect(await called).toMatch(/^HTTP\/1.1 200 [\s\S]*whoami/)
  expect(await streamed).toMatch(/^HTTP\/1.1 503 /)
})
