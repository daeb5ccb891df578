import Link from 'next/link'
import type { ReactNode } from 'react'

/** Rows with hairlines between them, in a box of their own; inside a flush Panel, `bare`. */
export function List({ label, bare = false, children }: { label: string; bare?: boolean; children: ReactNode }) {
  return (
    <ul aria-label={label} className={`divide-y ${bare ? '' : 'overflow-hidden rounded-md border bg-surface'}`}>
      {children}
    </ul>
  )
}

/** One row: what it is at the left, its facts and actions at the right; on phones the facts move below. */
export function ListItem({
  leading,
  title,
  href,
  description,
  facts,
  actions,
}: {
  leading?: ReactNode
  title: ReactNode
  href?: string
  description?: ReactNode
  facts?: ReactNode
  actions?: ReactNode
}) {
  return (
    <li
      className={`relative flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 transition-colors ${href ? 'hover:bg-hover' : ''}`}
    >
      {leading}
      <div className="min-w-0 flex-1 basis-40">
        <p className="truncate font-medium">
          {href ? (
            <Link href={href} className="after:absolute after:inset-0 focus-visible:after:-outline-offset-2">
              {title}
            </Link>
          ) : (
            title
          )}
        </p>
        {description && <div className="mt-0.5 min-w-0 truncate text-muted text-sm">{description}</div>}
      </div>
      {facts && (
        <div className="order-last flex basis-full flex-wrap items-center gap-x-4 gap-y-1 text-muted text-sm tabular-nums md:order-none md:basis-auto">
          {facts}
        </div>
      )}
      {actions && <div className="relative z-10 flex items-center gap-2">{actions}</div>}
    </li>
  )
}

/** Keys and values: under each other on phones, in two columns from there on. */
export function DescriptionList({ items }: { items: { label: string; value: ReactNode }[] }) {
  return (
    <dl className="divide-y">
      {items.map((item) => (
        <div key={item.label} className="grid gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0 sm:grid-cols-[11rem_1fr]">
          <dt className="text-muted">{item.label}</dt>
          <dd className="min-w-0 wrap-anywhere">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
