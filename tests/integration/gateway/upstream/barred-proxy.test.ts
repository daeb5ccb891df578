import { expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, toolCall } from '#tests/support/gateway/raw-client.ts'
import { goThrough, startProxy, statusLine } from '#tests/support/http/start-proxy.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()
const farAway = 'https://1.1.1.1/mcp'

async function setUp() {
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: farAway, slug: 'far' })
  const { authorization } = await buildAgent(project, [[connection, newSecret()]])
  return { authorization, url: `${at.gateway.url}/mcp/${project.slug}` }
}

test.each(['', '/far'])(
  'an agent is told of a proxy that does not let Jetway through, without its address (at %j)',
  async (path) => {
    const proxy = await startProxy({ answer: (socket) => socket.end(statusLine(403)) })
    goThrough(`http://operator:hunter2@localhost:${proxy.port}`)
    const { authorization, url } = await setUp()
    const { text } = await post(url + path, authorization, toolCall(path === '' ? 'far__search' : 'search'))
    expect(text).toContain('cannot be reached through the proxy')
    expect(text).not.toMatch(/hunter2|operator:|localhost/)
    expect(proxy.asked).toContain('1.1.1.1:443')
  },
)
