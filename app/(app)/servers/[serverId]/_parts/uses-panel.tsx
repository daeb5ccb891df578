import { List, ListItem } from '#components/ui/list.tsx'
import { Panel } from '#components/ui/panel.tsx'
import type { ProjectSummary } from '#lib/projects/list-projects.ts'
import type { ServerDetails } from '#lib/servers/get-server.ts'
import { AddToProject } from './add-to-project.tsx'

export function UsesPanel({ server, projects }: { server: ServerDetails; projects: ProjectSummary[] }) {
  const { uses, hiddenUses } = server
  return (
    <Panel
      title="Where it is used"
      action={<AddToProject serverId={server.id} projects={projects} />}
      footer={hiddenUses > 0 && `And ${hiddenUses} more in projects you are no member of.`}
      flush
    >
      {uses.length === 0 ? (
        <p className="p-4 text-muted">{hiddenUses === 0 ? 'In no project yet.' : 'In none of your projects.'}</p>
      ) : (
        <List label="Projects that use it" bare>
          {uses.map(({ connectionId, slug, projectName, projectSlug }) => (
            <ListItem
              key={connectionId}
              title={projectName}
              href={`/projects/${projectSlug}/connections`}
              description={<span className="font-mono">{slug}</span>}
            />
          ))}
        </List>
      )}
    </Panel>
  )
}
