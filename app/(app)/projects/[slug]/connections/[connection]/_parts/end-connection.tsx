import { Trash2 } from 'lucide-react'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import { Cluster, Panel } from '#components/ui/panel.tsx'
import type { ConnectionSettings } from '#lib/projects/connections/get-connection.ts'
import { pauseQuestion } from '../../_parts/pause-question.ts'
import { pauseConnectionAction, removeConnectionAction, resumeConnectionAction } from '../../actions.ts'

/** Pause or resume, and remove: with what goes with it. */
export function EndConnection({ project, connection }: { project: string; connection: ConnectionSettings }) {
  const { id, state, server } = connection
  const isActive = state === 'active'
  return (
    <Panel
      title={isActive ? 'Pause or remove' : 'Resume or remove'}
      description={
        isActive
          ? 'Paused, its tools are gone from the agents’ lists and credentials are kept.'
          : 'Its tools are gone from the agents’ lists. Credentials are kept.'
      }
    >
      <Cluster>
        {isActive ? (
          <ConfirmDialog
            label="Pause"
            action={pauseConnectionAction}
            fields={{ project, id }}
            {...pauseQuestion(server.name)}
          />
        ) : (
          <Form action={resumeConnectionAction} id="switch">
            <input type="hidden" name="project" value={project} />
            <input type="hidden" name="id" value={id} />
            <SubmitButton variant="secondary">Resume</SubmitButton>
          </Form>
        )}
        <ConfirmDialog
          label="Remove connection"
          icon={<Trash2 />}
          title={`Remove ${server.name}?`}
          confirmLabel="Remove connection"
          action={removeConnectionAction}
          fields={{ project, id }}
        >
          {whatGoes(connection)}
        </ConfirmDialog>
      </Cluster>
    </Panel>
  )
}

function whatGoes({ credentials, openLinks }: ConnectionSettings): string {
  const given = credentials.perPerson + credentials.shared
  const sentences = [
    'Agents lose its tools at once.',
    given === 1 && 'One credential is deleted.',
    given > 1 && `${given} credentials are deleted.`,
    openLinks > 0 && `${openLinks} open auth ${openLinks === 1 ? 'link asks' : 'links ask'} for it.`,
    'Its past calls stay in the activity.',
  ]
  return sentences.filter(Boolean).join(' ')
}
