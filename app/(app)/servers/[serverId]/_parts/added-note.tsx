import { Alert } from '#components/ui/alert.tsx'
import type { ProjectSummary } from '#lib/projects/list-projects.ts'
import type { ServerDetails } from '#lib/servers/get-server.ts'
import { AddToProject } from './add-to-project.tsx'

/** What onboarding ends with. */
export function AddedNote({ server, projects }: { server: ServerDetails; projects: ProjectSummary[] }) {
  return (
    <Alert
      tone="ok"
      title={`${server.name} is in the library`}
      action={<AddToProject serverId={server.id} projects={projects} />}
    >
      Nobody can use it yet: attach it to a project, then{' '}
      {server.inputs.length === 0 && !server.oauth ? 'make keys for agents there.' : 'send people an Auth Link.'}
    </Alert>
  )
}
