import { Link2 } from 'lucide-react'
import type { Metadata } from 'next'
import { FilterChips } from '#components/shell/filter-chips.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { Pagination } from '#components/shell/pagination.tsx'
import { SearchInput } from '#components/shell/search-input.tsx'
import { toHref } from '#components/shell/to-href.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { Cluster } from '#components/ui/panel.tsx'
import { requireContext } from '#lib/boundary/require-context.ts'
import { listCatalogProblems } from '#lib/catalog/list-problems.ts'
import type { SearchCatalogInput } from '#lib/catalog/schema.ts'
import { searchCatalog } from '#lib/catalog/search-catalog.ts'
import { listDrafts } from '#lib/servers/onboarding/list-drafts.ts'
import { canChangeLibrary } from '#lib/servers/policy.ts'
import { BegunList } from './_parts/begun-list.tsx'
import { CatalogList } from './_parts/catalog-list.tsx'
import { CatalogProblems } from './_parts/catalog-problems.tsx'
import { CategoryFilter } from './_parts/category-filter.tsx'
import { ImportServer } from './_parts/import-server.tsx'

export const metadata: Metadata = { title: 'New Server' }

const signIns = [
  { value: undefined, label: 'All' },
  { value: 'header', label: 'By header' },
  { value: 'none', label: 'No sign-in' },
  { value: 'oauth', label: 'OAuth' },
  { value: 'url', label: 'By address' },
] as const

export default async function NewServerPage({ searchParams }: { searchParams: Promise<SearchCatalogInput> }) {
  const ctx = await requireContext()
  const params = await searchParams
  const canAdd = canChangeLibrary(ctx.actor)
  const [page, drafts, problems] = await Promise.all([
    searchCatalog(ctx, params),
    canAdd ? listDrafts(ctx) : [],
    canAdd ? listCatalogProblems(ctx) : [],
  ])
  return (
    <Page wide>
      <PageHeader
        title="New Server"
        description="Pick one from the catalog, or bring your own."
        breadcrumb={[{ label: 'Server Library', href: '/servers' }]}
        action={
          canAdd && (
            <Cluster>
              <ImportServer />
              <ButtonLink href="/servers/new/custom" icon={<Link2 />}>
                Custom server by URL
              </ButtonLink>
            </Cluster>
          )
        }
      />
      <CatalogProblems problems={problems} />
      <BegunList drafts={drafts} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <SearchInput label="Search the catalog" placeholder="Search by name, purpose or category" />
        <CategoryFilter categories={page.categories} />
        <FilterChips
          label="Filter by sign-in"
          chips={signIns.map(({ value, label }) => ({
            label,
            href: toHref('/servers/new', { ...params, signIn: value, cursor: undefined }),
            isActive: params.signIn === value,
          }))}
        />
      </div>
      <CatalogList entries={page.entries} total={page.total} canAdd={canAdd} />
      <Pagination
        words={['Previous', 'Next']}
        newer={page.newer === undefined ? undefined : toHref('/servers/new', { ...params, cursor: page.newer })}
        older={page.older === undefined ? undefined : toHref('/servers/new', { ...params, cursor: page.older })}
      />
    </Page>
  )
}
