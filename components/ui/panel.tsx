import type { ReactNode } from 'react'

/** A bordered box with an optional heading. `flush` lets a list or table reach the border. */
export function Panel({
  title,
  description,
  action,
  footer,
  flush = false,
  children,
}: {
  title?: ReactNode
  description?: ReactNode
  action?: ReactNode
  footer?: ReactNode
  flush?: boolean
  children?: ReactNode
}) {
  return (
    <section className="min-w-0 overflow-hidden rounded-md border bg-surface">
      {(title || action) && (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b px-4 py-3">
          <div className="min-w-0">
            {title && <h2 className="font-semibold">{title}</h2>}
            {description && <p className="mt-0.5 text-muted text-sm">{description}</p>}
          </div>
          {action}
        </header>
      )}
      <div className={flush ? '' : 'p-4'}>{children}</div>
      {footer && <footer className="border-t bg-sunken px-4 py-3 text-muted text-sm">{footer}</footer>}
    </section>
  )
}

/** Things under each other with the rhythm of a page. */
export function Stack({ gap = 'md', children }: { gap?: 'sm' | 'md' | 'lg'; children: ReactNode }) {
  const gaps = { sm: 'gap-2', md: 'gap-4', lg: 'gap-8' }
  return <div className={`flex min-w-0 flex-col ${gaps[gap]}`}>{children}</div>
}

/** Things beside each other that wrap when there is no room. */
export function Cluster({
  justify = 'start',
  children,
}: {
  justify?: 'start' | 'end' | 'between'
  children: ReactNode
}) {
  const sides = { start: 'justify-start', end: 'justify-end', between: 'justify-between' }
  return <div className={`flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2 ${sides[justify]}`}>{children}</div>
}
