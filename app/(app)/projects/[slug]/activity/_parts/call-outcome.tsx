import { State, type Tone } from '#components/ui/state.tsx'
import type { CallView } from '#lib/activity/list-calls.ts'

type Outcome = CallView['outcome']

/** How a call ended, in words that filters and rows share. */
export const outcomeWords: Record<Outcome, string> = {
  ok: 'ok',
  tool_error: 'tool said no',
  rpc_error: 'protocol error',
  denied: 'not allowed',
  needs_sign_in: 'needs sign-in',
  upstream_failed: 'server failed',
  cancelled: 'cancelled',
}

const tones: Record<Outcome, Tone> = {
  ok: 'ok',
  tool_error: 'warning',
  rpc_error: 'warning',
  denied: 'broken',
  needs_sign_in: 'waiting',
  upstream_failed: 'broken',
  cancelled: 'neutral',
}

export function CallOutcome({ outcome }: { outcome: Outcome }) {
  return <State tone={tones[outcome]}>{outcomeWords[outcome]}</State>
}
