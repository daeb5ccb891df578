import { cva, type VariantProps } from 'class-variance-authority'
import Link from 'next/link'
import { Children, type ReactNode } from 'react'

const box = cva('group/list divide-y', {
  variants: {
    bare: { true: '', false: 'overflow-hidden rounded-md border bg-surface' },
    columns: {
      1: 'lg:grid lg:grid-cols-[minmax(0,1fr)_repeat(2,auto)]',
      2: 'lg:grid lg:grid-cols-[minmax(0,1fr)_repeat(3,auto)]',
      3: 'lg:grid lg:grid-cols-[minmax(0,1fr)_repeat(4,auto)]',
      4: 'lg:grid lg:grid-cols-[minmax(0,1fr)_repeat(5,auto)]',
      5: 'lg:grid lg:grid-cols-[minmax(0,1fr)_repeat(6,auto)]',
    },
  },
})

/**
 * Rows with hairlines between them, in a box of their own; inside a flush Panel, `bare`. With `columns`
 * every row gives that many facts, and they stand under each other.
 */
export function List({
  label,
  bare = false,
  columns,
  children,
}: {
  label: string
  bare?: boolean
  columns?: VariantProps<typeof box>['columns']
  children: ReactNode
}) {
  return (
    <ul aria-label={label} data-columns={columns} className={box({ bare, columns })}>
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
  facts = [],
  actions,
}: {
  leading?: ReactNode
  title: ReactNode
  href?: string
  description?: ReactNode
  facts?: ReactNode[]
  actions?: ReactNode
}) {
  return (
    <li
      className={`relative flex flex-wrap items-center gap-x-5 gap-y-2 px-4 py-3 transition-colors lg:col-span-full lg:grid-cols-subgrid lg:group-data-columns/list:grid ${href ? 'hover:bg-hover' : ''}`}
    >
      <div className="flex min-w-0 flex-1 basis-40 items-center gap-3">
        {leading}
        <div className="min-w-0">
          <p className="truncate font-medium">{href ? <RowTitleLink href={href}>{title}</RowTitleLink> : title}</p>
          {description && <div className="mt-0.5 min-w-0 truncate text-muted text-sm">{description}</div>}
        </div>
      </div>
      {facts.length > 0 && (
        <div className="order-last flex basis-full flex-wrap items-center gap-x-4 gap-y-1 text-muted text-sm tabular-nums lg:contents">
          {Children.map(facts, (fact) => (
            <span className="empty:hidden lg:empty:inline">{fact}</span>
          ))}
        </div>
      )}
      <div className="relative z-10 flex items-center justify-end gap-2 empty:hidden">{actions}</div>
    </li>
  )
}

function RowTitleLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="after:absolute after:inset-0">
      {children}
    </Link>
  )
}

/** Keys and values: under each other on phones, in two columns from there on. */
export function DescriptionList({ items }: { items: { label: string; value: ReactNode }[] }) {
  return (
    <dl className="divide-y">
      {items.map((item) => (
        <div
          key={item.label}
          className="grid items-baseline gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0 sm:grid-cols-[11rem_1fr]"
        >
          <dt className="text-muted">{item.label}</dt>
          <dd className="min-w-0 wrap-anywhere">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
