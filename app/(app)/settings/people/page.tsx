import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { notFoundTitle } from '#app/(app)/_parts/titles.ts'
import { FilterChips } from '#components/shell/filter-chips.tsx'
import { Pagination } from '#components/shell/pagination.tsx'
import { SearchInput } from '#components/shell/search-input.tsx'
import { toHref } from '#components/shell/to-href.ts'
import { Cluster, Stack } from '#components/ui/panel.tsx'
import { isAdmin } from '#lib/auth/authorize.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { listInvitations } from '#lib/people/list-invitations.ts'
import { listPeople } from '#lib/people/list-people.ts'
import { orgRoles } from '#lib/people/schema.ts'
import { InvitationList } from './_parts/invitation-list.tsx'
import { Invite } from './_parts/invite.tsx'
import { MemberList } from './_parts/member-list.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return isAdmin((await requireContext()).actor) ? { title: 'People' } : notFoundTitle
}

type Query = { q?: string; role?: string; after?: string }

export default async function PeoplePage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const ctx = await requireContext()
  if (!isAdmin(ctx.actor)) notFound()
  const [{ people, after }, invitations] = await Promise.all([listPeople(ctx, query), listInvitations(ctx)])
  return (
    <Stack gap="lg">
      <Stack>
        <Cluster justify="between">
          <SearchInput label="Search people" placeholder="Name or address" />
          <Invite />
        </Cluster>
        <FilterChips label="Role" chips={[undefined, ...orgRoles].map((role) => roleChip(query, role))} />
      </Stack>
      <MemberList people={people} selfId={ctx.actor.personId} isFiltered={Boolean(query.q || query.role)} />
      <Pagination
        newer={query.after ? toHref('/settings/people', { ...query, after: undefined }) : undefined}
        older={after ? toHref('/settings/people', { ...query, after }) : undefined}
        words={['First page', 'Next']}
      />
      <InvitationList invitations={invitations} />
    </Stack>
  )
}

function roleChip(query: Query, role: string | undefined) {
  const label = role ? `${role[0]?.toUpperCase()}${role.slice(1)}s` : 'All'
  return {
    label,
    href: toHref('/settings/people', { q: query.q, role }),
    isActive: (query.role ?? '') === (role ?? ''),
  }
}
