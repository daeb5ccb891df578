import { titleInProject } from '#app/(app)/_parts/titles.ts'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { Pagination } from '#components/shell/pagination.tsx'
import { Cluster, Stack } from '#components/ui/panel.tsx'
import { listAskable } from '#lib/auth-links/list-askable.ts'
import { listLinks } from '#lib/auth-links/list-links.ts'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { LinkList } from './_parts/link-list.tsx'
import { NewLink } from './_parts/new-link.tsx'

export const generateMetadata = titleInProject('Auth Links')

type Props = {
  params: Promise<{ slug: string }>
  searchParams: Promise<{ new?: string; email?: string; after?: string }>
}

export default async function AuthLinksPage({ params, searchParams }: Props) {
  const ctx = await requireContext()
  const { slug: project } = await params
  const { new: preselected, email, after } = await searchParams
  const { links, next, canManage } = await orNotFound(listLinks(ctx, { project, after }))
  if (!canManage) return <EmptyState title="Auth links are sent by the owners of this project." />

  const connections = await listAskable(ctx, project)
  return (
    <Stack>
      <Cluster justify="between">
        <p className="text-muted">A link asks one person for what your servers need. It works once.</p>
        <NewLink
          key={preselected}
          project={project}
          connections={connections}
          preselected={preselected}
          email={email}
        />
      </Cluster>
      {links.length > 0 ? <LinkList links={links} /> : <Empty hasConnections={connections.length > 0} />}
      <Pagination newer={after ? '?' : undefined} older={next ? `?after=${next}` : undefined} />
    </Stack>
  )
}

function Empty({ hasConnections }: { hasConnections: boolean }) {
  return (
    <EmptyState
      title={
        hasConnections
          ? 'No links yet. Make one, and send it to whoever should connect their account.'
          : 'Nothing to ask for yet. Add a server that needs sign-in under Connections first.'
      }
    />
  )
}
