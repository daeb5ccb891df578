import { cva } from 'class-variance-authority'
import { CircleCheck, CircleDashed, CircleMinus, CircleX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

export type Tone = 'ok' | 'waiting' | 'warning' | 'broken' | 'neutral'

const toneIcons = {
  ok: CircleCheck,
  waiting: CircleDashed,
  warning: TriangleAlert,
  broken: CircleX,
  neutral: CircleMinus,
} as const

const word = cva('inline-flex items-center gap-1.5 whitespace-nowrap align-top', {
  variants: {
    tone: {
      ok: 'text-ok',
      waiting: 'text-waiting',
      warning: 'text-warning',
      broken: 'text-broken',
      neutral: 'text-muted',
    },
  },
})

const badge = cva(
  'inline-flex items-center gap-1 whitespace-nowrap rounded-sm align-top border px-1.5 font-medium text-xs leading-5',
  {
    variants: {
      tone: {
        ok: 'border-ok-line bg-ok-soft text-ok',
        waiting: 'border-waiting-line bg-waiting-soft text-waiting',
        warning: 'border-warning-line bg-warning-soft text-warning',
        broken: 'border-broken-line bg-broken-soft text-broken',
        neutral: 'border-line bg-sunken text-muted',
      },
    },
  },
)

/** A state as a word and an icon, never colour alone. */
export function State({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Icon = toneIcons[tone]
  return (
    <span className={word({ tone })}>
      <Icon />
      {children}
    </span>
  )
}

/** A short label on a thing: a category, a role, a count. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={badge({ tone })}>{children}</span>
}
