import { database } from '#lib/db/database.ts'
import { mayBeWrittenAnew, splitHandedName, toHandedName } from '#lib/projects/connections/tool-names.ts'
import type { Call } from '../call.ts'
import type { Connected } from '../memory/directory.ts'

/** The connection, and the server's own name of the tool, that a name is handed out for; null where there is no such connection. */
export async function findTool(call: Call, name: unknown): Promise<{ connection: Connected; tool: string } | null> {
  const parts = splitHandedName(name)
  const connection = parts && call.project.connections.find(({ slug }) => slug === parts.slug)
  if (!parts || !connection) return null
  const { slug, rest } = parts
  if (!mayBeWrittenAnew(rest)) return { connection, tool: rest }
  const isHanded = (own: string) => own === rest || toHandedName(slug, own, call.project.nameCharsMax) === name
  const own = (await listNames(call, connection)).find(isHanded)
  return { connection, tool: own ?? rest }
}

/** Whoever has listed before, or has looked at the server, has seen the name. */
async function listNames(call: Call, connection: Connected): Promise<string[]> {
  const resolved = await call.memory.upstreams.resolve(connection, call.principal)
  const listing = resolved.ok ? call.memory.lists.last(resolved.upstream) : null
  if (listing) return listing.tools.map(({ name }) => name)
  const { serverId } = connection
  const rows = await database().serverTool.findMany({ where: { serverId }, select: { name: true } })
  return rows.map(({ name }) => name)
}
