/** The three shapes of endpoint: `/mcp`, `/mcp/<project>` and `/mcp/<project>/<connection>`. */
export type GatewayRoute = { project: string | null; connection: string | null }

const slug = /^[a-z0-9-]{1,32}$/

/** What a request's address names, or null when it is none of the three. */
export function parseRoute(url: string): GatewayRoute | null {
  const path = url.split('?', 1)[0] ?? ''
  const [root, mcp, project = null, connection = null, ...rest] = path.replace(/\/$/, '').split('/')
  if (root !== '' || mcp !== 'mcp' || rest.length > 0) return null
  if (project !== null && !slug.test(project)) return null
  if (connection !== null && !slug.test(connection)) return null
  return { project, connection }
}
