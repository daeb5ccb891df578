import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { Fragment, type ReactNode } from 'react'

export type Crumb = { label: string; href: string }

/** The column a page stands in: 1,100 px, or `wide` for lists. */
export function Page({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  return <div className={`flex min-w-0 flex-col gap-6 ${wide ? '' : 'max-w-page'}`}>{children}</div>
}

/** Title, one sentence, one primary action. A breadcrumb only below the second level. */
export function PageHeader({
  title,
  description,
  action,
  leading,
  state,
  breadcrumb,
}: {
  title: string
  description?: ReactNode
  action?: ReactNode
  leading?: ReactNode
  state?: ReactNode
  breadcrumb?: Crumb[]
}) {
  return (
    <header className="flex flex-col gap-2">
      {breadcrumb && <Breadcrumb crumbs={breadcrumb} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 items-center gap-3">
          {leading}
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h1 className="min-w-0 wrap-anywhere font-semibold text-xl tracking-tight">{title}</h1>
              {state}
            </div>
            {description && <p className="mt-0.5 text-muted">{description}</p>}
          </div>
        </div>
        {action && <div className="flex flex-wrap items-center gap-2">{action}</div>}
      </div>
    </header>
  )
}

function Breadcrumb({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex flex-wrap items-center gap-1 text-muted text-sm">
        {crumbs.map((crumb, index) => (
          <Fragment key={crumb.href}>
            {index > 0 && (
              <li aria-hidden>
                <ChevronRight className="text-faint" />
              </li>
            )}
            <li>
              <Link href={crumb.href} className="rounded-sm hover:text-ink hover:underline">
                {crumb.label}
              </Link>
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  )
}
