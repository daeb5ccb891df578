import Link from 'next/link'
import { SandboxBadge } from '#components/server/sandbox-badge.tsx'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { Badge } from '#components/ui/state.tsx'
import type { EntryCard } from '#lib/catalog/view.ts'

export function CatalogList({ entries, total, canAdd }: { entries: EntryCard[]; total: number; canAdd: boolean }) {
  if (entries.length === 0) {
    return (
      <EmptyState
        title="Nothing in the catalog matches. Search for less, or add the server by its address."
        action={canAdd && <ButtonLink href="/servers/new/custom">Custom server by URL</ButtonLink>}
      />
    )
  }
  return (
    <section aria-labelledby="catalog-count" className="flex flex-col gap-3">
      <h2 id="catalog-count" className="text-muted text-sm" aria-live="polite">
        {total === 1 ? 'One server' : `${total} servers`}
      </h2>
      <ul className="grid gap-3 sm:grid-cols-[repeat(auto-fill,minmax(19rem,1fr))]">
        {entries.map((entry) => (
          <CatalogCard key={entry.name} entry={entry} />
        ))}
      </ul>
    </section>
  )
}

function CatalogCard({ entry }: { entry: EntryCard }) {
  return (
    <li className="relative flex min-w-0 gap-3 rounded-md border bg-surface p-4 transition-colors hover:bg-hover">
      <Monogram name={entry.title} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <h3 className="flex flex-wrap items-center gap-2 font-medium">
          <Link href={`/servers/new/${entry.key}`} className="rounded-sm after:absolute after:inset-0">
            {entry.title}
          </Link>
          {entry.isSandbox && <SandboxBadge />}
        </h3>
        <p className="text-muted text-sm">{entry.description}</p>
        <p className="mt-auto flex flex-wrap items-center gap-1.5 pt-1">
          <WayIn entry={entry} />
          {entry.categories[0] && <Badge>{entry.categories[0]}</Badge>}
        </p>
      </div>
    </li>
  )
}

function WayIn({ entry }: { entry: EntryCard }) {
  if (!entry.whyNot) return <Badge>{signInOf(entry)}</Badge>
  return <Badge tone="waiting">{entry.isByAddress ? 'by your own address' : 'cannot be connected'}</Badge>
}

function signInOf({ methods }: EntryCard): string {
  const words = {
    none: 'no sign-in',
    header: 'header',
    oauth: 'OAuth',
    query: 'key in the address',
    path: 'key in the address',
  }
  return [...new Set(methods.map((method) => words[method]))].join(' or ')
}
