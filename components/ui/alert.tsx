import { cva } from 'class-variance-authority'
import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode, Ref } from 'react'

export type AlertTone = 'info' | 'ok' | 'warning' | 'broken'

const icons = { info: Info, ok: CircleCheck, warning: TriangleAlert, broken: CircleX } as const

const box = cva('flex items-start gap-2.5 rounded-md border px-3 py-2.5', {
  variants: {
    tone: {
      info: 'border-line bg-sunken [&>svg]:text-muted',
      ok: 'border-ok-line bg-ok-soft [&>svg]:text-ok',
      warning: 'border-warning-line bg-warning-soft [&>svg]:text-warning',
      broken: 'border-broken-line bg-broken-soft [&>svg]:text-broken',
    },
  },
})

/** What happened and what to do. `live` announces it when it appears. */
export function Alert({
  tone = 'info',
  title,
  action,
  live = false,
  ref,
  children,
}: {
  tone?: AlertTone
  title?: ReactNode
  action?: ReactNode
  live?: boolean
  ref?: Ref<HTMLDivElement>
  children?: ReactNode
}) {
  const Icon = icons[tone]
  const urgent = tone === 'broken' || tone === 'warning'
  return (
    <div
      ref={ref}
      tabIndex={ref ? -1 : undefined}
      role={live ? (urgent ? 'alert' : 'status') : undefined}
      className={box({ tone })}
    >
      <Icon className="mt-0.5" />
      <div className="flex min-w-0 flex-1 flex-col items-start gap-x-2.5 gap-y-2 sm:flex-row">
        <div className="min-w-0 wrap-anywhere sm:flex-1">
          {title && <p className="font-medium">{title}</p>}
          {children && <div className={title ? 'mt-0.5 text-muted' : ''}>{children}</div>}
        </div>
        {action}
      </div>
    </div>
  )
}
