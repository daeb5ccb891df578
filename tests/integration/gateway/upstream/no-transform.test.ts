import { expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, toolCall } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { afterOpening } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

test.each([
  ['/tools', 'search', 'no-cache, no-transform', 'no-store, no-transform'],
  ['/tools', 'search', 'public, max-age=60', 'no-store'],
  ['', 'tools__search', 'no-transform', 'no-store, no-transform'],
])(
  'what proxies may not change stays so, and nothing is kept by them (%j, %s, %s)',
  async (path, tool, said, passed) => {
    const server = await listen(
      afterOpening((id, _req, res) =>
        sendJson(res, 200, { jsonrpc: '2.0', id, result: { content: [] } }, { 'cache-control': said }),
      ),
    )
    const { project } = await buildProject()
    const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'tools' })
    const { authorization } = await buildAgent(project, [[connection, newSecret()]])
    const answer = await post(`${at.gateway.url}/mcp/${project.slug}${path}`, authorization, toolCall(tool))
    expect(answer.headers.get('cache-control')).toBe(passed)
  },
)
