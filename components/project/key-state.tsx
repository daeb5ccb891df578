import { State, type Tone } from '#components/ui/state.tsx'
import type { KeyView } from '#lib/projects/view.ts'

const looks: Record<KeyView['state'], { tone: Tone; word: string }> = {
  active: { tone: 'ok', word: 'active' },
  pending: { tone: 'waiting', word: 'waits to be allowed' },
  refused: { tone: 'broken', word: 'refused' },
  expired: { tone: 'neutral', word: 'expired' },
  revoked: { tone: 'neutral', word: 'revoked' },
}

/** What an agent key is now. */
export function KeyState({ state }: Pick<KeyView, 'state'>) {
  const { tone, word } = looks[state]
  return <State tone={tone}>{word}</State>
}
