import { Activity } from 'lucide-react'
import type { Metadata } from 'next'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { Pagination } from '#components/shell/pagination.tsx'
import { SearchInput } from '#components/shell/search-input.tsx'
import { Alert } from '#components/ui/alert.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Stack } from '#components/ui/panel.tsx'
import { listCallFilters, listCalls } from '#lib/activity/list-calls.ts'
import { lostCalls } from '#lib/activity/record-calls.ts'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { getProject } from '#lib/projects/list-projects.ts'
import { hrefWith, readAsked } from './_parts/asked.ts'
import { CallFilters } from './_parts/call-filters.tsx'
import { CallTable } from './_parts/call-table.tsx'

export const metadata: Metadata = { title: 'Activity' }

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function ActivityPage({ params, searchParams }: Props) {
  const ctx = await requireContext()
  const project = await orNotFound(getProject(ctx, (await params).slug))
  const asked = readAsked(await searchParams)
  const [page, choices] = await Promise.all([listCalls(ctx, project.slug, asked), listCallFilters(ctx, project.slug)])
  const base = `/projects/${project.slug}/activity`
  const lost = lostCalls()
  const isFiltered = Object.values(asked).some(Boolean)
  return (
    <Stack>
      {lost > 0 && project.canReadAllCalls && <LostCalls count={lost} />}
      {!project.canReadAllCalls && <Alert>You see the calls that were made as you. Owners see everyone’s.</Alert>}
      {(page.calls.length > 0 || isFiltered) && (
        <>
          <SearchInput label="Search by tool" placeholder="Search by tool" name="tool" />
          <CallFilters base={base} asked={asked} choices={choices} />
        </>
      )}
      {page.calls.length > 0 ? <CallTable calls={page.calls} /> : <NoCalls isFiltered={isFiltered} base={base} />}
      <Pagination
        newer={asked.after && hrefWith(base, asked, { after: undefined })}
        older={page.older ? hrefWith(base, asked, { after: page.older }) : undefined}
      />
    </Stack>
  )
}

function NoCalls({ isFiltered, base }: { isFiltered: boolean; base: string }) {
  if (isFiltered)
    return (
      <EmptyState
        icon={<Activity />}
        title="No call matches."
        action={<ButtonLink href={base}>Show all calls</ButtonLink>}
      />
    )
  return (
    <EmptyState
      icon={<Activity />}
      title="No calls yet. Once an agent has a key, every tool call appears here: when, who, what and how long. Never what was asked or answered."
      action={<ButtonLink href={base.replace(/activity$/, 'agents')}>Set up an agent</ButtonLink>}
    />
  )
}

function LostCalls({ count }: { count: number }) {
  return (
    <Alert tone="warning" title={count === 1 ? 'One call is missing' : `${count} calls are missing`}>
      Since Jetway was started, the database could not take them in time, in this project or another. The calls
      themselves were answered.
    </Alert>
  )
}
