import { Trash2 } from 'lucide-react'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { count } from '#components/ui/count.ts'
import { Panel } from '#components/ui/panel.tsx'
import type { ProjectView } from '#lib/projects/list-projects.ts'
import type { ProjectParts } from '#lib/projects/remove-project.ts'
import { removeProjectAction } from '../actions.ts'

/** Removes the project, after saying what goes with it. */
export function RemoveProject({ project, parts }: { project: ProjectView; parts: ProjectParts }) {
  return (
    <Panel title="Remove project" description="Its agents are turned away at once. It cannot be brought back.">
      <ConfirmDialog
        label="Remove project"
        icon={<Trash2 />}
        title={`Remove ${project.name}?`}
        confirmLabel="Remove project"
        action={removeProjectAction}
        fields={{ project: project.slug }}
      >
        With it go {listOf(parts)}, and its activity. The servers stay in the library, the people in the organisation.
      </ConfirmDialog>
    </Panel>
  )
}

function listOf({ connections, credentials, keys, links }: ProjectParts): string {
  const parts = [
    count(connections, 'connection'),
    count(credentials, 'credential'),
    count(keys, 'agent key'),
    count(links, 'auth link'),
  ]
  return new Intl.ListFormat('en').format(parts)
}
