// biome-ignore-all lint/a11y/noRedundantRoles: on phones rows are laid out as cards, and display: block takes the table roles away
import type { ReactNode } from 'react'

export type Column = { label: string; align?: 'end'; hideLabel?: boolean }

/** A table with a header row; below 1,024 px every row becomes a card whose cells carry their column's name. */
export function Table({
  label,
  columns,
  bare = false,
  children,
}: {
  label: string
  columns: Column[]
  bare?: boolean
  children: ReactNode
}) {
  return (
    <div className={`lg:overflow-x-auto ${bare ? '' : 'rounded-md lg:border lg:bg-surface'}`}>
      <table role="table" aria-label={label} className="block w-full border-collapse text-left lg:table">
        <thead role="rowgroup" className="sr-only lg:not-sr-only lg:table-header-group">
          <tr role="row" className="lg:border-b">
            {columns.map((column) => (
              <th
                key={column.label}
                role="columnheader"
                scope="col"
                className={`px-4 py-2 font-normal text-muted text-sm ${column.align === 'end' ? 'text-right' : ''}`}
              >
                {column.hideLabel ? <span className="sr-only">{column.label}</span> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className={`flex flex-col gap-2 lg:table-row-group ${bare ? 'p-2 lg:p-0' : ''}`}>
          {children}
        </tbody>
      </table>
    </div>
  )
}

export function Row({ children }: { children: ReactNode }) {
  return (
    <tr
      role="row"
      className="grid grid-cols-[minmax(0,1fr)_auto] rounded-md border bg-surface py-2 lg:table-row lg:rounded-none lg:border-0 lg:border-b lg:py-0 lg:last:border-b-0"
    >
      {children}
    </tr>
  )
}

/** `label` repeats the column's name on phones; the cell that names the row goes without, and has `actions` beside it. */
export function Cell({
  label,
  align,
  actions = false,
  children,
}: {
  label?: string
  align?: 'end'
  actions?: boolean
  children: ReactNode
}) {
  const side = align === 'end' ? 'lg:text-right' : ''
  return (
    <td
      role="cell"
      className={`flex min-w-0 items-baseline justify-between gap-4 px-4 py-1 lg:table-cell lg:py-2.5 lg:align-middle ${side} ${actions ? 'col-start-2 row-start-1' : 'col-span-2 first:col-span-1'}`}
    >
      {label && <span className="shrink-0 text-muted text-sm lg:hidden">{label}</span>}
      <div className="min-w-0 wrap-break-word">{children}</div>
    </td>
  )
}
