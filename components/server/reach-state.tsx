import { State, type Tone } from '#components/ui/state.tsx'
import type { ServerView } from '#lib/servers/view.ts'

type Reach = ServerView['reach']

const words: Record<Reach, { tone: Tone; word: string }> = {
  reachable: { tone: 'ok', word: 'reachable' },
  asks_sign_in: { tone: 'ok', word: 'asks for sign-in' },
  unknown: { tone: 'warning', word: 'not verified' },
  unreachable: { tone: 'warning', word: 'not verified' },
  not_mcp: { tone: 'broken', word: 'no MCP there' },
}

/** How a server was found at its last check. */
export function ReachState({ reach }: { reach: Reach }) {
  const { tone, word } = words[reach]
  return <State tone={tone}>{word}</State>
}
