'use client'

import { Boxes, KeyRound, type LucideIcon, Server, Settings } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'

type Place = { href: string; label: string; short: string; icon: LucideIcon }

const places: Place[] = [
  { href: '/servers', label: 'Server Library', short: 'Library', icon: Server },
  { href: '/projects', label: 'Projects', short: 'Projects', icon: Boxes },
  { href: '/me', label: 'My connections', short: 'Connections', icon: KeyRound },
  { href: '/settings', label: 'Settings', short: 'Settings', icon: Settings },
]

/** The places of the left rail. */
export function RailLinks() {
  const pathname = usePathname()
  return (
    <ul className="flex flex-col gap-0.5">
      {places.map((place) => (
        <li key={place.href}>
          <Link
            href={place.href}
            aria-current={isInside(place, pathname) ? 'page' : undefined}
            className="flex h-8 items-center gap-2.5 rounded-md px-2 text-muted transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink"
          >
            <place.icon />
            {place.label}
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The same places at the bottom of a phone. */
export function BarLinks() {
  const pathname = usePathname()
  return (
    <ul className="grid grid-cols-4">
      {places.map((place) => (
        <li key={place.href}>
          <Link
            href={place.href}
            aria-label={place.label}
            aria-current={isInside(place, pathname) ? 'page' : undefined}
            className="flex h-14 flex-col items-center justify-center gap-0.5 text-muted text-xs focus-visible:-outline-offset-2 aria-[current=page]:font-medium aria-[current=page]:text-accent"
          >
            <place.icon />
            {place.short}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function isInside(place: Place, pathname: string): boolean {
  return pathname === place.href || pathname.startsWith(`${place.href}/`)
}
