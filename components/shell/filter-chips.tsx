import Link from 'next/link'

type FilterChip = { href: string; label: string; isActive: boolean }

/** Filters as links, so that they can be bookmarked and go back. */
export function FilterChips({ label, chips }: { label: string; chips: FilterChip[] }) {
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-1">
        {chips.map((chip) => (
          <li key={chip.href}>
            <Link
              href={chip.href}
              scroll={false}
              aria-current={chip.isActive ? 'true' : undefined}
              className="inline-flex h-7 items-center rounded-md border border-transparent px-2.5 text-muted text-sm transition-colors hover:bg-hover hover:text-ink pointer-coarse:h-9 aria-[current=true]:border-line aria-[current=true]:bg-surface aria-[current=true]:font-medium aria-[current=true]:text-ink"
            >
              {chip.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
