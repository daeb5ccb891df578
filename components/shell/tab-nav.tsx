'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'

export type TabLink = { href: string; label: string; count?: number; exact?: boolean }

/** The parts of one thing as links. `exact`: only this address, not what lies below it. */
export function TabNav({ label, tabs }: { label: string; tabs: TabLink[] }) {
  const pathname = usePathname()
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto px-4 [scrollbar-width:none] md:mx-0 md:px-0">
      <ul className="flex min-w-max gap-5 border-b">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              aria-current={isCurrent(tab, pathname) ? 'page' : undefined}
              className="-mb-px flex items-center gap-1.5 border-transparent border-b-2 py-2.5 text-muted transition-colors hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {tab.label}
              {tab.count !== undefined && <span className="text-faint text-xs tabular-nums">{tab.count}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function isCurrent(tab: TabLink, pathname: string): boolean {
  return pathname === tab.href || (!tab.exact && pathname.startsWith(`${tab.href}/`))
}
