import { cva } from 'class-variance-authority'
import { Check } from 'lucide-react'
import Link from 'next/link'

export type Step = { label: string; state: 'done' | 'current' | 'todo'; href?: string }

const dot = cva('grid size-5 shrink-0 place-items-center rounded-full border text-xs tabular-nums', {
  variants: {
    state: {
      done: 'border-ok-line bg-ok-soft text-ok [&>svg]:size-3',
      current: 'border-transparent bg-accent-fill text-accent-ink',
      todo: 'text-muted',
    },
  },
})

const words = { done: ' (done)', current: '', todo: ' (to do)' }

/** Where one is on a way of several steps; those that can be reached are links. */
export function Stepper({ label, steps }: { label: string; steps: Step[] }) {
  return (
    <nav aria-label={label}>
      <ol className="flex flex-wrap gap-x-6 gap-y-2">
        {steps.map((step, index) => (
          <li key={step.label} aria-current={step.state === 'current' ? 'step' : undefined}>
            {step.href ? (
              <Link href={step.href} className="flex items-center gap-2 rounded-sm text-muted hover:text-ink">
                <StepWords step={step} number={index + 1} />
              </Link>
            ) : (
              <span className={`flex items-center gap-2 ${step.state === 'current' ? 'font-medium' : 'text-muted'}`}>
                <StepWords step={step} number={index + 1} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

function StepWords({ step, number }: { step: Step; number: number }) {
  return (
    <>
      <span className={dot({ state: step.state })}>{step.state === 'done' ? <Check /> : number}</span>
      <span className={step.state === 'current' ? '' : 'max-sm:sr-only'}>{step.label}</span>
      <span className="sr-only">{words[step.state]}</span>
    </>
  )
}
