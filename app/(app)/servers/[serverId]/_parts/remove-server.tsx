import { Trash2 } from 'lucide-react'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { count } from '#components/ui/count.ts'
import type { ServerDetails } from '#lib/servers/get-server.ts'
import { removeServerAction } from '../actions.ts'

export function RemoveServer({ server }: { server: ServerDetails }) {
  return (
    <ConfirmDialog
      label="Remove"
      icon={<Trash2 />}
      title={`Remove ${server.name}?`}
      confirmLabel="Remove server"
      action={removeServerAction}
      fields={{ serverId: server.id }}
    >
      {sentence(server.goesWith)} This cannot be undone.
    </ConfirmDialog>
  )
}

function sentence({ connections, projects, credentials }: ServerDetails['goesWith']): string {
  if (connections === 0) return 'No project uses it; nothing else goes with it.'
  const where = `${count(connections, 'connection')} in ${count(projects, 'project')}`
  const values = credentials === 0 ? '' : `, ${count(credentials, 'stored credential')}`
  return `With it go ${where}${values}, and the tools allowed there. Agents lose its tools at once.`
}
