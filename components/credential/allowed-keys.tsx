import { KeyState } from '#components/project/key-state.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { List, ListItem } from '#components/ui/list.tsx'
import { Panel } from '#components/ui/panel.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import type { PersonKeyView } from '#lib/projects/list-keys.ts'
import { LastUsed } from './last-used.tsx'

/** The agent keys that act for this person, until they say otherwise. */
export function AllowedKeys({ keys, revoke }: { keys: PersonKeyView[]; revoke: BoundAction }) {
  const allowed = keys.filter(({ state, isMine }) => isMine && (state === 'active' || state === 'expired'))
  if (allowed.length === 0) return null
  return (
    <Panel flush title="Agents that act for you">
      <List label="Keys that act for you" bare columns={2}>
        {allowed.map((key) => (
          <ListItem
            key={key.id}
            title={key.name}
            description={key.project.name}
            facts={[<LastUsed key="used" at={key.lastUsedAt} />, <KeyState key="state" state={key.state} />]}
            actions={<Revoke request={key} action={revoke} />}
          />
        ))}
      </List>
    </Panel>
  )
}

function Revoke({ request, action }: { request: PersonKeyView; action: BoundAction }) {
  return (
    <ConfirmDialog
      label="Revoke"
      variant="quiet"
      size="sm"
      title={`Revoke ${request.name}?`}
      confirmLabel="Revoke"
      action={action}
      fields={{ keyId: request.id }}
    >
      The key stops working at once and for good. Whoever uses it needs a new one.
    </ConfirmDialog>
  )
}
