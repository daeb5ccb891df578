'use client'

import { Boxes, KeyRound, type LucideIcon, Server, Settings } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { isInside } from './tab-nav.tsx'

type Place = { href: string; label: string; short: string; icon: LucideIcon }

const places: Place[] = [
  { href: '/servers', label: 'Server Library', short: 'Library', icon: Server },
  { href: '/projects', label: 'Projects', short: 'Projects', icon: Boxes },
  { href: '/me', label: 'My connections', short: 'Connections', icon: KeyRound },
  { href: '/settings', label: 'Settings', short: 'Settings', icon: Settings },
]

const looks = {
  rail: {
    list: 'flex flex-col gap-0.5',
    link: 'flex h-8 items-center gap-2.5 rounded-md px-2 text-muted transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink',
  },
  bar: {
    list: 'grid grid-cols-4',
    link: 'flex h-14 flex-col items-center justify-center gap-0.5 text-muted text-xs focus-visible:-outline-offset-2 aria-[current=page]:font-medium aria-[current=page]:text-accent',
  },
}

/** The places of Jetway: in the rail at the left, or in the bar at the bottom of a phone, by short names. */
export function NavLinks({ look }: { look: keyof typeof looks }) {
  const pathname = usePathname()
  return (
    <ul className={looks[look].list}>
      {places.map(({ href, label, short, icon: Icon }) => (
        <li key={href}>
          <Link
            href={href}
            aria-label={label}
            aria-current={isInside(href, pathname) ? 'page' : undefined}
            className={looks[look].link}
          >
            <Icon />
            {look === 'rail' ? label : short}
          </Link>
        </li>
      ))}
    </ul>
  )
}
