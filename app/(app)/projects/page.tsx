import { Boxes, Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { count } from '#components/ui/count.ts'
import { List, ListItem } from '#components/ui/list.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { Badge } from '#components/ui/state.tsx'
import { requireContext } from '#lib/boundary/require-context.ts'
import { listProjects, type ProjectSummary } from '#lib/projects/list-projects.ts'
import { canCreateProjects } from '#lib/projects/policy.ts'

export const metadata: Metadata = { title: 'Projects' }

export default async function ProjectsPage() {
  const ctx = await requireContext()
  const projects = await listProjects(ctx)
  const create = canCreateProjects(ctx.actor) && (
    <ButtonLink href="/projects/new" variant="primary" icon={<Plus />}>
      New project
    </ButtonLink>
  )
  return (
    <Page wide>
      <PageHeader
        title="Projects"
        description="A project gives its agents the tools of its servers, as the people they act for."
        action={projects.length > 0 && create}
      />
      {projects.length === 0 ? (
        <EmptyState
          icon={<Boxes />}
          title="No projects yet. Make one for each team of agents that share servers."
          action={create}
        />
      ) : (
        <List label="Projects" columns={3}>
          {projects.map((project) => (
            <ProjectItem key={project.id} project={project} />
          ))}
        </List>
      )}
    </Page>
  )
}

function ProjectItem({ project }: { project: ProjectSummary }) {
  const { slug, name, description, myRole, connections, members } = project
  return (
    <ListItem
      leading={<Monogram name={name} />}
      title={name}
      href={`/projects/${slug}`}
      description={description || slug}
      facts={[myRole && <Badge key="role">{myRole}</Badge>, count(connections, 'connection'), count(members, 'member')]}
    />
  )
}
