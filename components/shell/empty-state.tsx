import type { ReactNode } from 'react'

/** What is not there yet and what to do next. */
export function EmptyState({
  icon,
  title,
  action,
  children,
}: {
  icon?: ReactNode
  title: string
  action?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="flex flex-col items-center gap-4 rounded-md border border-dashed px-6 py-14 text-center">
      {icon && <span className="grid size-10 place-items-center rounded-md bg-sunken text-muted">{icon}</span>}
      <p className="max-w-prose">{title}</p>
      {action}
      {children && <div className="max-w-prose text-muted text-sm">{children}</div>}
    </div>
  )
}
