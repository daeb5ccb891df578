import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import { List, ListItem } from '#components/ui/list.tsx'
import { Cluster, Panel } from '#components/ui/panel.tsx'
import { State } from '#components/ui/state.tsx'
import { Time } from '#components/ui/time.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import type { PersonKeyView } from '#lib/projects/list-keys.ts'

type Actions = { allow: BoundAction; refuse: BoundAction }

/** Keys that someone else made to act for this person: nothing happens with them until the person says so. */
export function KeyRequests({ keys, allow, refuse }: { keys: PersonKeyView[] } & Actions) {
  const waiting = keys.filter((key) => key.state === 'pending')
  if (waiting.length === 0) return null
  return (
    <Panel
      flush
      title={waiting.length === 1 ? 'An agent wants to act for you' : `${waiting.length} agents want to act for you`}
      description="Whoever holds an allowed key can use the servers you connected in that project, as you. It does not see your values."
    >
      <List label="Keys that wait for you" bare>
        {waiting.map((key) => (
          <KeyRequest key={key.id} request={key} allow={allow} refuse={refuse} />
        ))}
      </List>
    </Panel>
  )
}

function KeyRequest({ request, allow, refuse }: { request: PersonKeyView } & Actions) {
  const { id, name, madeBy, project, createdAt } = request
  return (
    <ListItem
      title={name}
      description={
        <>
          {madeBy ? `${madeBy.name}, ` : ''}
          {project.name}, <Time value={createdAt} />
        </>
      }
      facts={[
        <State key="state" tone="waiting">
          waits for you
        </State>,
      ]}
      actions={
        <Cluster>
          <ConfirmDialog
            label="Refuse"
            variant="quiet"
            size="sm"
            title={`Refuse ${name}?`}
            confirmLabel="Refuse"
            action={refuse}
            fields={{ keyId: id }}
          >
            The key will never work. Its maker can make another one.
          </ConfirmDialog>
          <Form action={allow} id={`allow-${id}`}>
            <input type="hidden" name="keyId" value={id} />
            <SubmitButton size="sm">Allow</SubmitButton>
          </Form>
        </Cluster>
      }
    />
  )
}
