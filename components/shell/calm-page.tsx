import type { ReactNode } from 'react'
import { Wordmark } from './wordmark.tsx'

/** One narrow column for one job, made for phones: sign-in, set-up, an auth link. `context` says for whom. */
export function CalmPage({
  context,
  title,
  description,
  footer,
  children,
}: {
  context?: ReactNode
  title: string
  description?: ReactNode
  footer?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="mx-auto flex min-h-[calc(100dvh-var(--notice))] w-full max-w-calm flex-col px-5 pt-8 pb-10 sm:pt-[12vh]">
      <header className="flex items-center justify-center text-center text-muted">{context ?? <Wordmark />}</header>
      <main id="main" className="mt-8 flex flex-1 flex-col gap-6">
        <div>
          <h1 className="text-balance font-semibold text-xl tracking-tight">{title}</h1>
          {description && <div className="mt-1.5 text-muted">{description}</div>}
        </div>
        {children}
      </main>
      <footer className="mt-10 flex flex-col items-center gap-2 text-center text-muted text-sm">
        {footer}
        {context && <Wordmark />}
      </footer>
    </div>
  )
}
