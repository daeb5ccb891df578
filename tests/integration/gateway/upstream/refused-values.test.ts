import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, request, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { listen } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()
const revokedToken = 'dG9rOnJldm9rZWQ'

type Endpoint = 'transparent' | 'aggregated'

async function setUp(endpoint: Endpoint, upstreamUrl: string, token: string) {
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: upstreamUrl })
  const agent = await buildAgent(project, [[connection, token]])
  const ofProject = `${at.gateway.url}/mcp/${project.slug}`
  const [url, tool] =
    endpoint === 'transparent'
      ? [`${ofProject}/${connection.slug}`, 'search']
      : [ofProject, `${connection.slug}__search`]
  const stateNow = async () =>
    (await database().credential.findFirstOrThrow({ where: { connectionId: connection.id } })).state
  const search = () => post(url, agent.authorization, toolCall(tool, { query: 'object_type:conversations limit:1' }))
  return { project, url, agent, stateNow, search }
}

describe.each<Endpoint>(['transparent', 'aggregated'])(
  'values the upstream refuses, on the %s endpoint',
  (endpoint) => {
    test('are marked as rejected, and recorded, before the agent has its answer', async () => {
      const { project, stateNow, search } = await setUp(endpoint, at.intercom.url, revokedToken)
      const answer = await search()
      expect(await stateNow()).toBe('rejected')
      expect(textOf(answer.body)).toContain('/connect/')
      expect(
        await database().auditRecord.count({ where: { projectId: project.id, action: 'credential.reject' } }),
      ).toBe(1)
    })

    test('are not sent again, whether or not the server would take them by now', async () => {
      let status = 401
      const { origin, seen } = await listen((_req, res) => void res.writeHead(status).end())
      const { search } = await setUp(endpoint, `${origin}/mcp`, newSecret())
      await search()
      const before = seen.length
      status = 200
      expect(textOf((await search()).body)).toContain('/connect/')
      expect(seen).toHaveLength(before)
    })

    test('lead to the way in even when the refusal breaks off in the middle', async () => {
      const { origin } = await listen((_req, res) => {
        res.writeHead(401, { 'content-length': '100' })
        res.write('{"error":', () => res.destroy())
      })
      const { stateNow, search } = await setUp(endpoint, `${origin}/mcp`, newSecret())
      expect(JSON.stringify((await search()).body)).toMatch(/\/connect\/|does not answer/)
      // The process is still there, and says the same to the next call.
      expect(JSON.stringify((await search()).body)).toContain('/connect/')
      expect(await stateNow()).toBe('rejected')
    })
  },
)

test('values refused while the tools are listed are marked as rejected before the list is there', async () => {
  const { url, agent, stateNow } = await setUp('aggregated', at.intercom.url, revokedToken)
  await post(url, agent.authorization, request('tools/list'))
  expect(await stateNow()).toBe('rejected')
})
