import type { ConnectionState, CredentialMode, CredentialState, ToolPolicy } from '#lib/db/generated/enums.ts'

/** Who has given what for a connection. */
export type ConnectedPeople =
  | { mode: 'none' }
  | { mode: 'per_person'; connected: number; all: number }
  | { mode: 'shared'; by: string | null; isConnected: boolean; keepsOwn: boolean }

export type ConnectionView = {
  id: string
  slug: string
  state: ConnectionState
  mode: CredentialMode
  toolPolicy: ToolPolicy
  server: { id: string; name: string; host: string }
  tools: { allowed: number; listed: number }
  people: ConnectedPeople
  /** Credentials the upstream refused, and when last; `count` is of people's own, null for the one shared set. */
  rejected: { count: number | null; since: Date } | null
  /** What the actor gave, where each person gives their own. */
  mine: CredentialState | null
}

type Tools = { toolPolicy: ToolPolicy; tools: { name: string }[]; server: { tools: { name: string }[] } }

/** How many of the listed tools agents may use. */
export function countTools({ toolPolicy, tools, server }: Tools): ConnectionView['tools'] {
  const listed = server.tools.length
  if (toolPolicy === 'all') return { allowed: listed, listed }
  const chosen = new Set(tools.map((tool) => tool.name))
  return { allowed: server.tools.filter((tool) => chosen.has(tool.name)).length, listed }
}

/** Where a server is, without the path: what people know it by. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** The chosen tools as one text, as the form shows them to be compared. */
export function toToolsText(tools: readonly string[]): string {
  return [...new Set(tools)].sort().join('\n')
}

type Waiting = { answerSeconds: number; silenceMinutes: number; totalMinutes: number }

/** How long is waited, as a form's fields hold it. */
export function toWaits({ answerSeconds, silenceMinutes, totalMinutes }: Waiting) {
  return {
    answerSeconds: String(answerSeconds),
    silenceMinutes: String(silenceMinutes),
    totalMinutes: String(totalMinutes),
  }
}
