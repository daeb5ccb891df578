import type { Metadata } from 'next'
import { titleOf } from '#app/(app)/_parts/titles.ts'
import { InputTable } from '#components/server/input-table.tsx'
import { LiveCheck } from '#components/server/live-check.tsx'
import { ReachState } from '#components/server/reach-state.tsx'
import { SandboxBadge } from '#components/server/sandbox-badge.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { listProjects } from '#lib/projects/list-projects.ts'
import { getServer } from '#lib/servers/get-server.ts'
import { redirectUriOf } from '#lib/servers/oauth/set-up-oauth.ts'
import { AddedNote } from './_parts/added-note.tsx'
import { Details } from './_parts/details.tsx'
import { EditServer } from './_parts/edit-server.tsx'
import { OauthPanel } from './_parts/oauth-panel.tsx'
import { RemoveServer } from './_parts/remove-server.tsx'
import { ToolsPanel } from './_parts/tools-panel.tsx'
import { UsesPanel } from './_parts/uses-panel.tsx'
import { removeInputAction, saveInputAction } from './actions.ts'

type Props = { params: Promise<{ serverId: string }>; searchParams: Promise<{ added?: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(getServer(await requireContext(), (await params).serverId), ({ name }) => name)
}

const consequence = 'Values that people have given before count as unverified until they are checked again.'

export default async function ServerPage({ params, searchParams }: Props) {
  const ctx = await requireContext()
  const { serverId } = await params
  const { added } = await searchParams
  const server = await orNotFound(getServer(ctx, serverId))
  const projects = await listProjects(ctx)
  const { canChange, inputs } = server
  const actions = { save: saveInputAction, remove: removeInputAction, hidden: { serverId }, consequence }
  return (
    <Page>
      <PageHeader
        leading={<Monogram name={server.name} size="lg" />}
        title={server.name}
        description={server.description}
        state={
          <>
            <ReachState reach={server.reach} />
            {server.isSandbox && <SandboxBadge />}
          </>
        }
        breadcrumb={[{ label: 'Server Library', href: '/servers' }]}
        action={
          canChange && (
            <>
              <EditServer server={server} />
              <RemoveServer server={server} />
            </>
          )
        }
      />
      {added !== undefined && server.goesWith.connections === 0 && <AddedNote server={server} projects={projects} />}
      <Details server={server} />
      {canChange && <LiveCheck action={`/servers/${serverId}/check`} />}
      <InputTable inputs={inputs} actions={canChange ? actions : undefined} hasSignIn={server.oauth !== null} />
      <OauthPanel server={server} redirectUri={redirectUriOf()} />
      <ToolsPanel server={server} />
      <UsesPanel server={server} projects={projects} />
    </Page>
  )
}
