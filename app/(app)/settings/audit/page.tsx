import type { Metadata } from 'next'
import { notFoundTitle } from '#app/(app)/_parts/titles.ts'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { Pagination } from '#components/shell/pagination.tsx'
import { toHref } from '#components/shell/to-href.ts'
import { Stack } from '#components/ui/panel.tsx'
import { listAudit } from '#lib/audit/list-audit.ts'
import { isAuditor } from '#lib/auth/authorize.ts'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { AuditFilters } from './_parts/audit-filters.tsx'
import { AuditList } from './_parts/audit-list.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return isAuditor((await requireContext()).actor) ? { title: 'Audit' } : notFoundTitle
}

type Query = Record<string, string | undefined>

export default async function AuditPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const { records, before, after, projects } = await orNotFound(listAudit(await requireContext(), query))
  return (
    <Stack gap="lg">
      <AuditFilters query={query} projects={projects} />
      {records.length > 0 ? (
        <AuditList records={records} projects={projects} />
      ) : (
        <EmptyState title="No change matches these filters. Widen the days, or clear a filter." />
      )}
      <Pagination
        newer={after ? toHref('/settings/audit', { ...query, before: undefined, after }) : undefined}
        older={before ? toHref('/settings/audit', { ...query, before, after: undefined }) : undefined}
      />
    </Stack>
  )
}
