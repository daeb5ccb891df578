import { Settings } from 'lucide-react'
import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { titleOf } from '#app/(app)/_parts/titles.ts'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { TabNav } from '#components/shell/tab-nav.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Code } from '#components/ui/code.tsx'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { env } from '#lib/env.ts'
import { getProject } from '#lib/projects/list-projects.ts'

type Props = { params: Promise<{ slug: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(getProject(await requireContext(), (await params).slug), ({ name }) => ({
    default: name,
    template: `%s · ${name} · Jetway`,
  }))
}

export default async function ProjectLayout({ params, children }: Props & { children: ReactNode }) {
  const project = await orNotFound(getProject(await requireContext(), (await params).slug))
  const base = `/projects/${project.slug}`
  const tabs = [
    { href: `${base}/connections`, label: 'Connections' },
    { href: `${base}/auth-links`, label: 'Auth Links' },
    { href: `${base}/agents`, label: 'Agents' },
    { href: `${base}/people`, label: 'People' },
    { href: `${base}/activity`, label: 'Activity' },
  ]
  return (
    <Page wide>
      <PageHeader
        title={project.name}
        description={project.description}
        action={
          project.canUse && (
            <ButtonLink href={`${base}/settings`} icon={<Settings />}>
              Project settings
            </ButtonLink>
          )
        }
      />
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span className="text-muted">MCP endpoint</span>
        <Code copy copyLabel="Copy the MCP endpoint">{`${env().url}/mcp/${project.slug}`}</Code>
      </p>
      <TabNav label="Project" tabs={project.canUse ? tabs : tabs.slice(-1)} />
      {children}
    </Page>
  )
}
