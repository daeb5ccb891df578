import { Plus } from 'lucide-react'
import { ButtonLink } from '#components/ui/button.tsx'
import { DialogButton } from '#components/ui/dialog.tsx'
import { List, ListItem } from '#components/ui/list.tsx'
import type { ProjectSummary } from '#lib/projects/list-projects.ts'

/** The one project there is, a choice of several, or a first one. */
export function AddToProject({ serverId, projects }: { serverId: string; projects: ProjectSummary[] }) {
  const [first, ...others] = projects
  if (!first) {
    return (
      <ButtonLink href="/projects/new" size="sm">
        Make a project
      </ButtonLink>
    )
  }
  if (others.length === 0) {
    return (
      <ButtonLink href={toHref(first, serverId)} size="sm" icon={<Plus />}>
        Add to {first.name}
      </ButtonLink>
    )
  }
  return (
    <DialogButton label="Add to a project" size="sm" icon={<Plus />} title="Add to which project?">
      <List label="Projects">
        {projects.map((project) => (
          <ListItem key={project.id} title={project.name} href={toHref(project, serverId)} />
        ))}
      </List>
    </DialogButton>
  )
}

function toHref({ slug }: ProjectSummary, serverId: string): string {
  return `/projects/${slug}/connections?add=${serverId}`
}
