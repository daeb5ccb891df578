import { expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { initialize, post, request } from '#tests/support/gateway/raw-client.ts'
import { startGateway } from '#tests/support/gateway/start-gateway.ts'

test.each([
  ['opening a session', initialize()],
  ['listing tools', request('tools/list')],
])('a key counts as used by %s, though no server was asked', async (_, message) => {
  const gateway = await startGateway()
  const { project } = await buildProject()
  const { authorization, key } = await buildAgent(project)
  await post(`${gateway.url}/mcp/${project.slug}`, authorization, message)
  await gateway.close()
  const { lastUsedAt } = await database().agentKey.findUniqueOrThrow({ where: { id: key.id } })
  expect(lastUsedAt).not.toBeNull()
})
