import { database } from '#lib/db/database.ts'
import { isHandedName, mayBeWrittenAnew, splitHandedName } from '#lib/projects/connections/tool-names.ts'
import type { Call } from '../call.ts'
import type { Connected } from '../memory/directory.ts'
import { askList } from './ask-list.ts'

/** The connection, and the server's own name of the tool, that a name is handed out for; null where there is no such connection. */
export async function findTool(call: Call, name: unknown): Promise<{ connection: Connected; tool: string } | null> {
  const parts = splitHandedName(name)
  const connection = parts && call.project.connections.find(({ slug }) => slug === parts.slug)
  if (!parts || !connection) return null
  const { slug, rest } = parts
  if (!mayBeWrittenAnew(rest)) return { connection, tool: rest }
  const own = (names: readonly string[]) => {
    const shown = names.filter((tool) => connection.allowedTools?.has(tool) ?? true)
    return shown.find((tool) => tool === rest) ?? shown.find((tool) => isHandedName(name, slug, tool))
  }
  const tool = own(await knownNames(call, connection)) ?? own(await listNames(call, connection))
  return { connection, tool: tool ?? rest }
}

/** Whoever has listed before, or has looked at the server, has seen the name. */
async function knownNames(call: Call, connection: Connected): Promise<string[]> {
  const resolved = await call.memory.upstreams.resolve(connection, call.principal)
  const listing = resolved.ok ? call.memory.lists.last(resolved.upstream) : null
  if (listing) return listing.tools.map(({ name }) => name)
  const { serverId } = connection
  const rows = await database().serverTool.findMany({ where: { serverId }, select: { name: true } })
  return rows.map(({ name }) => name)
}

async function listNames(call: Call, connection: Connected): Promise<string[]> {
  const resolved = await call.memory.upstreams.resolve(connection, call.principal)
  if (connection.isPaused || !resolved.ok) return []
  const { upstream } = resolved
  const { listing } = await call.memory.lists.read(upstream, () => askList(call.memory, upstream))
  return listing?.tools.map(({ name }) => name) ?? []
}
