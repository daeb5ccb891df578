import { KeyRound } from 'lucide-react'
import { titleInProject } from '#app/(app)/_parts/titles.ts'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { List } from '#components/ui/list.tsx'
import { Cluster, Panel, Stack } from '#components/ui/panel.tsx'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { env } from '#lib/env.ts'
import { listKeyHolders } from '#lib/projects/list-key-holders.ts'
import { listKeys } from '#lib/projects/list-keys.ts'
import { getProject } from '#lib/projects/list-projects.ts'
import { ClientSetup } from './_parts/client-setup.tsx'
import { KeyItem } from './_parts/key-item.tsx'
import { NewKey } from './_parts/new-key.tsx'

export const generateMetadata = titleInProject('Agents')

export default async function AgentsPage({ params }: { params: Promise<{ slug: string }> }) {
  const ctx = await requireContext()
  const project = await orNotFound(getProject(ctx, (await params).slug))
  const keys = await orNotFound(listKeys(ctx, project.slug))
  const holders = project.canManage ? await listKeyHolders(ctx, project.slug) : []
  const others = holders.filter((holder) => holder.id !== ctx.actor.personId)
  const endpoint = { name: project.slug, url: `${env().url}/mcp/${project.slug}` }
  const isMember = project.myRole !== null
  const canCreate = isMember || others.length > 0
  return (
    <Stack>
      <Cluster justify="end">
        {canCreate && <NewKey project={project.slug} endpoint={endpoint} isMember={isMember} others={others} />}
      </Cluster>
      {keys.length === 0 ? (
        <EmptyState
          icon={<KeyRound />}
          title="No keys yet. An agent needs one: it says which project it works in, and for whom."
        >
          {!canCreate && 'Add yourself or someone else to the project first: a key acts for a person.'}
        </EmptyState>
      ) : (
        <List label="Keys" columns={4}>
          {keys.map((key) => (
            <KeyItem key={key.id} agentKey={key} actor={ctx.actor} />
          ))}
        </List>
      )}
      <Panel
        title="Set up a client"
        description="Put a key into the environment variable JETWAY_KEY. It is not written here: a key is shown once, when it is made."
      >
        <ClientSetup endpoint={endpoint} />
      </Panel>
    </Stack>
  )
}
