import type { Call } from '../call.ts'
import { connectSentence } from '../connect-prompt.ts'
import { listPatienceMs } from '../limits.ts'
import type { Connected } from '../memory/directory.ts'
import { askList } from './ask-list.ts'

/** Of one server's own instructions. */
const charsMax = 4_000

/** Tells the model what is there, what a person still has to connect, and what each server says of itself. */
export async function introduce(call: Call): Promise<string> {
  const parts = await Promise.all(call.project.connections.map((connection) => introduceOne(call, connection)))
  const first = `Tools of the project "${call.project.name}". Each tool is named <connection>__<tool>.`
  const said = parts.flatMap(({ instructions }) => instructions ?? [])
  return [first, ...parts.map(({ line }) => line), ...said].join('\n')
}

type Part = { line: string; instructions: string | null }

async function introduceOne(call: Call, connection: Connected): Promise<Part> {
  const { slug, serverName, isPaused } = connection
  if (isPaused) return { line: `- ${slug}: ${serverName} is paused.`, instructions: null }
  const resolved = await call.memory.upstreams.resolve(connection, call.principal)
  if (!resolved.ok)
    return {
      line: `- ${slug}: ${connectSentence({ connection: connection, reason: resolved.reason })}`,
      instructions: null,
    }
  const { upstream } = resolved
  const { listing } = await call.memory.lists.read(upstream, () => askList(call.memory, upstream), listPatienceMs)
  const instructions = listing?.instructions?.slice(0, charsMax)
  return {
    line: `- ${slug}: ${serverName}`,
    instructions: instructions ? `\nInstructions of ${serverName} (${slug}):\n${instructions}` : null,
  }
}
