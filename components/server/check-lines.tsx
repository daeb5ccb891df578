import { CircleCheck, CircleMinus, CircleX, LoaderCircle } from 'lucide-react'
import type { ProbeLine } from '#lib/mcp/probe-line.ts'

const labels: Record<ProbeLine['id'], string> = { address: 'Address', tls: 'TLS', sign_in: 'Sign-in', mcp: 'MCP' }

const states = {
  ok: { icon: <CircleCheck className="text-ok" />, word: 'fine' },
  failed: { icon: <CircleX className="text-broken" />, word: 'failed' },
  skipped: { icon: <CircleMinus className="text-muted" />, word: 'not known' },
  running: { icon: <LoaderCircle className="text-muted motion-safe:animate-spin" />, word: 'being checked' },
} as const

type Line = Omit<ProbeLine, 'state'> & { state: ProbeLine['state'] | 'running' }

/** What stands there while a check is under way. */
export const runningLines: Line[] = (['address', 'tls', 'sign_in', 'mcp'] as const).map((id) => ({
  id,
  state: 'running',
  detail: 'Checking…',
}))

/** A live check, line by line, each with its time. */
export function CheckLines({ lines }: { lines: Line[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {lines.map(({ id, state, detail, advice, ms }) => (
        <li key={id} className="grid grid-cols-[1rem_4.5rem_1fr_auto] items-start gap-x-2">
          <span className="mt-0.5">{states[state].icon}</span>
          <span className="font-medium">
            {labels[id]}
            <span className="sr-only"> {states[state].word}:</span>
          </span>
          <span className={`min-w-0 wrap-anywhere ${state === 'ok' ? '' : 'text-muted'}`}>
            <span className={state === 'failed' ? 'text-broken' : ''}>{detail}</span>
            {advice && <span className="block">{advice}</span>}
          </span>
          <span className="text-muted text-sm tabular-nums">{ms !== undefined && `${ms} ms`}</span>
        </li>
      ))}
    </ul>
  )
}
