import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { FilterChips } from '#components/shell/filter-chips.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { Pagination } from '#components/shell/pagination.tsx'
import { SearchInput } from '#components/shell/search-input.tsx'
import { toHref } from '#components/shell/to-href.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { requireContext } from '#lib/boundary/require-context.ts'
import { listServers } from '#lib/servers/list-servers.ts'
import { canChangeLibrary } from '#lib/servers/policy.ts'
import type { ListServersInput, ServerFilter } from '#lib/servers/schema.ts'
import { EmptyLibrary } from './_parts/empty-library.tsx'
import { ServerRows } from './_parts/server-rows.tsx'

export const metadata: Metadata = { title: 'Server Library' }

const filters: { value: ServerFilter; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'reachable', label: 'Reachable' },
  { value: 'not_verified', label: 'Not verified' },
  { value: 'attention', label: 'Needs attention' },
]

export default async function ServersPage({ searchParams }: { searchParams: Promise<ListServersInput> }) {
  const ctx = await requireContext()
  const params = await searchParams
  const { servers, hasAny, after } = await listServers(ctx, params)
  const canAdd = canChangeLibrary(ctx.actor)
  return (
    <Page wide>
      <PageHeader
        title="Server Library"
        description="Servers your organisation has taken in. Attach them to projects."
        action={
          canAdd && (
            <ButtonLink href="/servers/new" variant="primary" icon={<Plus />}>
              New Server
            </ButtonLink>
          )
        }
      />
      {!hasAny && <EmptyLibrary canAdd={canAdd} />}
      {hasAny && (
        <>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
            <SearchInput label="Search servers" placeholder="Search by name or address" />
            <FilterChips
              label="Filter servers"
              chips={filters.map(({ value, label }) => ({
                label,
                href: toHref('/servers', { q: params.q, filter: value === 'all' ? undefined : value }),
                isActive: (params.filter ?? 'all') === value,
              }))}
            />
          </div>
          <ServerRows servers={servers} />
          <Pagination
            words={['First page', 'Next']}
            newer={params.after ? toHref('/servers', { ...params, after: undefined }) : undefined}
            older={after ? toHref('/servers', { ...params, after }) : undefined}
          />
        </>
      )}
    </Page>
  )
}
