import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import { List, ListItem } from '#components/ui/list.tsx'
import { Cluster, Panel } from '#components/ui/panel.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import type { PersonKeyView } from '#lib/projects/list-keys.ts'

/** `answer`: for members, who may end such a key, or let it act for them. Another link's opening can do neither. */
type Props = { keys: PersonKeyView[]; answer?: { allow: BoundAction; revoke: BoundAction } }

/** Keys made for this address that somebody with a link has allowed: they call with what was given there. */
export function KeysOfOthers({ keys, answer }: Props) {
  const others = keys.filter(({ state, isMine }) => !isMine && state === 'active')
  if (others.length === 0) return null
  return (
    <Panel
      flush
      title="Agents that were allowed by a link"
      description={
        answer
          ? 'They call with what was given by that link, not with what you give. Nobody can tell who opened it.'
          : 'They were allowed with another link, or in another browser. Ask for a key of your own.'
      }
    >
      <List label="Keys that a link has allowed" bare>
        {others.map((key) => (
          <ListItem
            key={key.id}
            title={key.name}
            description={`${key.project.name}, by ${key.opening?.name ?? 'a link'}`}
            actions={answer && <Answer of={key} {...answer} />}
          />
        ))}
      </List>
    </Panel>
  )
}

function Answer({ of, allow, revoke }: { of: PersonKeyView; allow: BoundAction; revoke: BoundAction }) {
  return (
    <Cluster>
      <ConfirmDialog
        label="Revoke"
        variant="quiet"
        size="sm"
        title={`Revoke ${of.name}?`}
        confirmLabel="Revoke"
        action={revoke}
        fields={{ keyId: of.id }}
      >
        The key stops working at once and for good. Whoever uses it needs a new one.
      </ConfirmDialog>
      <Form action={allow} id={`allow-${of.id}`}>
        <input type="hidden" name="keyId" value={of.id} />
        <SubmitButton size="sm" variant="secondary">
          Let it act for me
        </SubmitButton>
      </Form>
    </Cluster>
  )
}
