import { describe, expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { connectOfficial, type officialClients } from '#tests/support/gateway/official-clients.ts'

const at = gatewayForThisFile()

const callsPerPerson = 5_000
const atOnce = 16

describe('two people who call at the same time', () => {
  test(`get ${2 * callsPerPerson} answers, each from their own workspace, over their own sessions`, async () => {
    const { project } = await buildProject()
    const connection = await buildConnection({ project, url: at.intercom.url, slug: 'intercom' })
    const people = {
      acme: await buildAgent(project, [[connection, at.intercom.tokens.acme]]),
      globex: await buildAgent(project, [[connection, at.intercom.tokens.globex]]),
    }
    at.intercom.calls.length = 0
    const shapes = [`${at.gateway.url}/mcp/${project.slug}/intercom`, `${at.gateway.url}/mcp/${project.slug}`]
    const runs = Object.entries(people).flatMap(([workspace, agent]) =>
      shapes.map((url, shape) =>
        run({
          url,
          workspace,
          authorization: agent.authorization,
          tool: shape === 0 ? 'search' : 'intercom__search',
          kind: shape === 0 ? 'SDK v1' : 'SDK v2 modern',
        }),
      ),
    )
    const crossed = (await Promise.all(runs)).flat()
    expect(crossed).toEqual([])

    const calls = at.intercom.calls.filter(({ tool }) => tool === 'search')
    expect(calls).toHaveLength(2 * callsPerPerson)
    const owners = new Map<string, Set<string | null>>()
    for (const { sessionId, token } of calls)
      owners.set(sessionId ?? '', (owners.get(sessionId ?? '') ?? new Set()).add(token))
    for (const tokens of owners.values()) expect(tokens.size).toBe(1)
  }, 300_000)
})

type Run = {
  url: string
  workspace: string
  authorization: string
  tool: string
  kind: (typeof officialClients)[number]
}

/** Half of one person's calls, through an official client; answers what came back wrong. */
async function run({ url, workspace, authorization, tool, kind }: Run): Promise<string[]> {
  const client = await connectOfficial(kind, url, authorization)
  const wrong: string[] = []
  let left = callsPerPerson / 2
  const worker = async () => {
    while (left > 0) {
      left -= 1
      const text = JSON.stringify(
        await client.callTool({ name: tool, arguments: { query: 'object_type:contacts limit:1' } }),
      )
      if (!text.includes(workspace)) wrong.push(text.slice(0, 200))
    }
  }
  await Promise.all(Array.from({ length: atOnce / 4 }, worker))
  await client.close()
  return wrong
}
