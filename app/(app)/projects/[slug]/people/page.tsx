import { titleInProject } from '#app/(app)/_parts/titles.ts'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { Pagination } from '#components/shell/pagination.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Cluster, Stack } from '#components/ui/panel.tsx'
import { listGivers } from '#lib/auth-links/list-givers.ts'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { PeopleTable } from './_parts/people-table.tsx'
import { SharedSets } from './_parts/shared-sets.tsx'

export const generateMetadata = titleInProject('People')

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<{ after?: string }> }

export default async function PeoplePage({ params, searchParams }: Props) {
  const ctx = await requireContext()
  const { slug: project } = await params
  const { after } = await searchParams
  const page = await orNotFound(listGivers(ctx, { project, after }))
  const { connections, people, next, canManage } = page
  return (
    <Stack>
      <Cluster justify="between">
        <p className="text-muted">Who has connected what. Nobody here sees anyone’s values.</p>
        {canManage && connections.length > 0 && (
          <ButtonLink href={`/projects/${project}/auth-links?new=`}>Send Auth Link</ButtonLink>
        )}
      </Cluster>
      {people.length > 0 ? (
        <PeopleTable
          people={people}
          connections={connections.filter(({ inForce }) => inForce === 'per_person')}
          canManage={canManage}
          project={project}
        />
      ) : (
        <EmptyState title="Nobody here yet. Send someone an auth link, or add a member." />
      )}
      <Pagination newer={after ? '?' : undefined} older={next ? `?after=${next}` : undefined} />
      <SharedSets connections={connections} canManage={canManage} project={project} />
    </Stack>
  )
}
