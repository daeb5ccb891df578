/**
 * All tools of a project in one list: those of every connection that can be used now, under the names that are handed out, as the
 * client's family may read them. One server that is slow, broken, odd or not yet authorised costs the others nothing.
 */
import { splice, valueAt } from '#lib/mcp/json-text.ts'
import { olderCannotRead } from '#lib/mcp/tools/tool-text.ts'
import { toHandedName } from '#lib/projects/connections/tool-names.ts'
import type { Call } from '../call.ts'
import { connectSentence } from '../connect-prompt.ts'
import type { Connected } from '../memory/directory.ts'
import type { Listing } from '../memory/lists.ts'
import { askList } from './ask-list.ts'

/** `text`: JSON of the tool, by the name it has here. */
export type MergedTool = { name: string; text: string }

/** What one connection gives, or why it gives nothing. `leftOut`: its tools that this client is not shown, and why. */
export type Standing = {
  connection: Connected
  listing: Listing | null
  problem: string | null
  leftOut: { name: string; problem: string }[]
  tools: MergedTool[]
}

/** In the order of the slugs. */
export function standProject(call: Call, isModern: boolean): Promise<Standing[]> {
  return Promise.all(call.project.connections.map((connection) => stand(call, connection, isModern)))
}

async function stand(call: Call, connection: Connected, isModern: boolean): Promise<Standing> {
  const nothing = { connection, listing: null, leftOut: [], tools: [] }
  if (connection.isPaused) return { ...nothing, problem: 'Paused in this project. Its owner can resume it.' }
  const resolved = await call.memory.upstreams.resolve(connection, call.principal)
  if (!resolved.ok) return { ...nothing, problem: connectSentence({ connection: connection, reason: resolved.reason }) }
  const { upstream } = resolved
  const { listing, problem } = await call.memory.lists.read(upstream, () => askList(call.memory, upstream))
  return { connection, listing, problem, ...toMerged(call, connection, listing, isModern) }
}

/** Sorted, so that the same tools are the same list. Of two that would have one name the first is there. */
function toMerged({ project }: Call, { slug, allowedTools }: Connected, listing: Listing | null, isModern: boolean) {
  const tools = new Map<string, MergedTool>()
  const leftOut = [...(listing?.leftOut ?? [])]
  const shown = (listing?.tools ?? []).filter((tool) => allowedTools?.has(tool.name) ?? true)
  const named = shown.map((tool) => ({
    ...tool,
    own: tool.name,
    name: toHandedName(slug, tool.name, project.nameCharsMax),
  }))
  // A name that is nobody else's comes before one that was written anew.
  const isAnew = ({ name, own }: { name: string; own: string }) => Number(!name.endsWith(`__${own}`))
  for (const { name, own, ...texts } of named.sort((a, b) => isAnew(a) - isAnew(b))) {
    const text = isModern ? texts.modern : texts.legacy
    if (text === null) leftOut.push({ name: own, problem: olderCannotRead })
    else if (tools.has(name)) leftOut.push({ name: own, problem: 'Another tool has its name.' })
    else tools.set(name, { name, text: name === own ? text : renamed(text, name) })
  }
  return { leftOut, tools: [...tools.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) }
}

function renamed(text: string, name: string): string {
  const at = valueAt(text, ['name'])
  return at ? splice(text, [{ ...at, text: JSON.stringify(name) }]) : text
}
