import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { startWhoamiServer } from '#tests/support/mcp/whoami-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'
import { buildAgent } from './agents.ts'
import type { GatewayAndIntercom } from './for-this-file.ts'

/** A project with Intercom (legacy) and a modern server that says which token it got, and an agent connected to both. */
export async function buildBothFamilies({ gateway, intercom }: GatewayAndIntercom) {
  const { project } = await buildProject()
  const whoami = await startWhoamiServer('modern')
  const legacy = await buildConnection({ project, url: intercom.url, slug: 'intercom' })
  const modern = await buildConnection({ project, url: `${whoami.origin}/mcp`, slug: 'whoami' })
  const token = newSecret()
  const agent = await buildAgent(project, [
    [legacy, intercom.tokens.acme],
    [modern, token],
  ])
  return { project, legacy, modern, agent, token, url: `${gateway.url}/mcp/${project.slug}` }
}
