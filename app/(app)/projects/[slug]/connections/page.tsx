import { Plug, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { titleInProject } from '#app/(app)/_parts/titles.ts'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { List } from '#components/ui/list.tsx'
import { Cluster, Stack } from '#components/ui/panel.tsx'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { listConnectable } from '#lib/projects/connections/list-connectable.ts'
import { listConnections } from '#lib/projects/connections/list-connections.ts'
import { getProject } from '#lib/projects/list-projects.ts'
import { canChangeLibrary } from '#lib/servers/policy.ts'
import { AddServer } from './_parts/add-server.tsx'
import { ConnectionItem } from './_parts/connection-item.tsx'

export const generateMetadata = titleInProject('Connections')

type Props = { params: Promise<{ slug: string }>; searchParams: Promise<{ add?: string | string[] }> }

export default async function ConnectionsPage({ params, searchParams }: Props) {
  const ctx = await requireContext()
  const project = await orNotFound(getProject(ctx, (await params).slug))
  const connections = await orNotFound(listConnections(ctx, project.slug))
  const { add } = await searchParams
  const isAdding = project.canManage && add !== undefined
  const button = project.canManage && !isAdding && (
    <ButtonLink href={`/projects/${project.slug}/connections?add=`} variant="primary" icon={<Plus />}>
      Add server
    </ButtonLink>
  )
  return (
    <Stack>
      {isAdding && (
        <AddServer
          project={project.slug}
          servers={await listConnectable(ctx, project.slug)}
          chosen={typeof add === 'string' ? add : ''}
          canTakeIn={canChangeLibrary(ctx.actor)}
        />
      )}
      {connections.length > 0 && button && <Cluster justify="end">{button}</Cluster>}
      {connections.length > 0 && (
        <List label="Connections" columns={4}>
          {connections.map((connection) => (
            <ConnectionItem key={connection.id} project={project} connection={connection} />
          ))}
        </List>
      )}
      {connections.length === 0 && !isAdding && <NothingYet canManage={project.canManage} button={button} />}
    </Stack>
  )
}

function NothingYet({ canManage, button }: { canManage: boolean; button: ReactNode }) {
  const title = canManage
    ? 'No servers yet. Add one from the Server Library, and its tools appear at the endpoint above.'
    : 'No servers yet. An owner of the project adds them.'
  return <EmptyState icon={<Plug />} title={title} action={button} />
}
