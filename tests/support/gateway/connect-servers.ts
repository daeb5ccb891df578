import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'
import { buildAgent } from './agents.ts'

/** A project with a connection for each slug to the server at its origin, and an agent with values for all of them. */
export async function connectServers(gateway: { url: string }, origins: Record<string, string>) {
  const { project } = await buildProject()
  const { organizationId } = project
  const built = Object.entries(origins).map(async ([slug, origin]) => {
    const server = await buildServer({ organizationId, url: `${origin}/mcp`, name: nameOf(slug) })
    return buildConnection({ project, serverId: server.id, slug })
  })
  const connections = await Promise.all(built)
  const agent = await buildAgent(
    project,
    connections.map((connection) => [connection, newSecret()]),
  )
  return { project, connections, agent, authorization: agent.authorization, url: `${gateway.url}/mcp/${project.slug}` }
}

/** What the server behind a slug is called. */
export function nameOf(slug: string): string {
  return `The ${slug} server`
}
