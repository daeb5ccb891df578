import type { Metadata } from 'next'
import { titleOf } from '#app/(app)/_parts/titles.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { Code } from '#components/ui/code.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { Cluster, Panel, Stack } from '#components/ui/panel.tsx'
import { State } from '#components/ui/state.tsx'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { env } from '#lib/env.ts'
import { getConnection } from '#lib/projects/connections/get-connection.ts'
import { ConnectionForm } from './_parts/connection-form.tsx'
import { EndConnection } from './_parts/end-connection.tsx'
import { HandedTools } from './_parts/handed-tools.tsx'

type Props = { params: Promise<{ slug: string; connection: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug: project, connection } = await params
  return titleOf(getConnection(await requireContext(), project, connection), ({ slug }) => slug)
}

export default async function ConnectionPage({ params }: Props) {
  const { slug: project, connection: slug } = await params
  const connection = await orNotFound(getConnection(await requireContext(), project, slug))
  const { server, state } = connection
  return (
    <Stack>
      <Cluster justify="between">
        <Cluster>
          <Monogram name={server.name} />
          <h2 className="font-semibold text-lg">{server.name}</h2>
          <State tone={state === 'active' ? 'ok' : 'neutral'}>{state}</State>
        </Cluster>
        <ButtonLink href={`/projects/${project}/connections`} variant="quiet">
          All connections
        </ButtonLink>
      </Cluster>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span className="text-muted">Endpoint of this server alone</span>
        <Code copy copyLabel="Copy the endpoint">{`${env().url}/mcp/${project}/${slug}`}</Code>
      </p>
      <Panel title="Settings">
        <ConnectionForm project={project} connection={connection} />
      </Panel>
      <HandedTools tools={connection.tools} />
      <EndConnection project={project} connection={connection} />
    </Stack>
  )
}
