import type { ReactNode } from 'react'
import { Monogram } from '../ui/monogram.tsx'
import { NavLinks } from './nav-links.tsx'
import { Wordmark } from './wordmark.tsx'

export type ShellPerson = { name: string; email: string }

/**
 * The frame of every page behind sign-in: a rail at the left, on phones a bar at the bottom. `signOut` is the form
 * that signs out.
 */
export function AppShell({
  organization,
  person,
  signOut,
  children,
}: {
  organization: string
  person: ShellPerson
  signOut: ReactNode
  children: ReactNode
}) {
  return (
    <div className="min-h-[calc(100dvh-var(--notice))] md:grid md:grid-cols-[14.5rem_1fr]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:border focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <aside className="sticky top-(--notice) hidden h-[calc(100dvh-var(--notice))] flex-col gap-6 border-r px-3 py-4 md:flex">
        <div className="px-2">
          <Wordmark />
          <p className="mt-1 truncate text-muted text-sm">{organization}</p>
        </div>
        <nav aria-label="Main" className="flex-1">
          <NavLinks look="rail" />
        </nav>
        <div className="flex flex-col gap-2 border-t px-2 pt-4">
          <PersonLine person={person} />
          {signOut}
        </div>
      </aside>
      <header className="sticky top-(--notice) z-20 flex h-12 items-center justify-between gap-3 border-b bg-canvas px-4 md:hidden">
        <span className="flex min-w-0 items-center gap-2">
          <Wordmark hideName />
          <span className="truncate font-medium">{organization}</span>
        </span>
        <button type="button" popoverTarget="person" aria-label={person.name} className="-m-2 rounded-md p-2">
          <Monogram name={person.name} size="sm" />
        </button>
        <div
          id="person"
          popover="auto"
          className="inset-auto top-[calc(3rem+var(--notice))] right-3 m-0 w-64 rounded-md border bg-surface p-3 text-ink shadow-float"
        >
          <div className="flex flex-col gap-3">
            <PersonLine person={person} />
            {signOut}
          </div>
        </div>
      </header>
      <div className="min-w-0">
        <main id="main" tabIndex={-1} className="px-4 pt-6 pb-24 outline-none md:px-8 md:py-8">
          {children}
        </main>
      </div>
      <nav
        aria-label="Main"
        className="fixed inset-x-0 bottom-0 z-20 border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        <NavLinks look="bar" />
      </nav>
    </div>
  )
}

function PersonLine({ person }: { person: ShellPerson }) {
  return (
    <div className="flex min-w-0 items-center gap-2.5">
      <Monogram name={person.name} size="sm" />
      <div className="min-w-0">
        <p className="truncate font-medium text-sm leading-4">{person.name}</p>
        <p className="truncate text-muted text-xs">{person.email}</p>
      </div>
    </div>
  )
}
