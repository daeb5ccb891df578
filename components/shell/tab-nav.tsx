'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'

type TabLink = { href: string; label: string }

/** The parts of one thing as links. */
export function TabNav({ label, tabs }: { label: string; tabs: TabLink[] }) {
  const pathname = usePathname()
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto px-4 [scrollbar-width:none] md:mx-0 md:px-0">
      <ul className="flex min-w-max gap-4 border-b md:gap-5">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              aria-current={isInside(tab.href, pathname) ? 'page' : undefined}
              className="-mb-px flex items-center border-transparent border-b-2 py-2.5 text-muted transition-colors hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Whether a page is the one of that address, or lies below it. */
export function isInside(href: string, pathname: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`)
}
