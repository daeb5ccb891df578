import { Ban, Check, Trash2 } from 'lucide-react'
import { allowKeyAction, refuseKeyAction, revokeKeyAction } from '#app/connect/actions.ts'
import { LastUsed } from '#components/credential/last-used.tsx'
import { KeyState } from '#components/project/key-state.tsx'
import { ListItem } from '#components/ui/list.tsx'
import { Menu, MenuAction, MenuConfirm } from '#components/ui/menu.tsx'
import { Time } from '#components/ui/time.tsx'
import type { KeyView } from '#lib/projects/view.ts'

/** One key: for whom, by whom, until when, last used; and what the reader may do about it. */
export function KeyItem({ agentKey, actor }: { agentKey: KeyView; actor: { email: string } }) {
  const { id, name, state, person, opening, madeBy, publicId } = agentKey
  const isMine = person.email === actor.email
  const holder = opening?.name ?? (isMine ? 'you' : person.name)
  const fields = { keyId: id }
  return (
    <ListItem
      title={name}
      description={<span className="font-mono">{`jway_${publicId}_…`}</span>}
      facts={[
        <span key="for" title={person.email}>
          for {holder}
          {madeBy && madeBy.email !== person.email && `, made by ${madeBy.email === actor.email ? 'you' : madeBy.name}`}
        </span>,
        <Expiry key="expires" at={agentKey.expiresAt} />,
        <LastUsed key="used" at={agentKey.lastUsedAt} />,
        <KeyState key="state" state={state} />,
      ]}
      actions={
        <Menu label={`Actions for ${name}`}>
          {isMine && state === 'pending' && (
            <>
              <MenuAction action={allowKeyAction} fields={fields} icon={<Check />}>
                Allow it to act for me
              </MenuAction>
              <MenuConfirm
                label="Refuse"
                icon={<Ban />}
                title={`Refuse ${name}?`}
                confirmLabel="Refuse"
                action={refuseKeyAction}
                fields={fields}
              >
                The key will never work. Its maker can make another one.
              </MenuConfirm>
            </>
          )}
          <MenuConfirm
            label="Revoke"
            icon={<Trash2 />}
            title={`Revoke ${name}?`}
            confirmLabel="Revoke key"
            action={revokeKeyAction}
            fields={fields}
          >
            Agents that hold it are turned away at once. It cannot be brought back; what {holder} gave stays.
          </MenuConfirm>
        </Menu>
      }
    />
  )
}

function Expiry({ at }: { at: Date | null }) {
  if (!at) return <span>no expiry</span>
  return (
    <span>
      until <Time value={at} show="date" />
    </span>
  )
}
