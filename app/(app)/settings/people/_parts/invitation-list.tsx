import { Ban, Link2 } from 'lucide-react'
import { LinkDialog } from '#components/secret/link-dialog.tsx'
import { Menu, MenuConfirm } from '#components/ui/menu.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { State, type Tone } from '#components/ui/state.tsx'
import { Cell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { InvitationRow, InvitationState } from '#lib/people/list-invitations.ts'
import { invitePersonAction, revokeInvitationAction } from '../actions.ts'

const columns = [
  { label: 'Address' },
  { label: 'Role' },
  { label: 'State' },
  { label: 'Invited' },
  { label: 'Link' },
  { label: 'Actions', hideLabel: true },
]

const tones: Record<InvitationState, Tone> = { open: 'waiting', expired: 'warning', revoked: 'neutral' }

/** Who was invited and has not come yet. */
export function InvitationList({ invitations }: { invitations: InvitationRow[] }) {
  if (invitations.length === 0) return null
  return (
    <Panel title="Invitations" description="Not accepted yet. A new link replaces the one before." flush>
      <Table label="Invitations" columns={columns} bare>
        {invitations.map((invitation) => (
          <Row key={invitation.id}>
            <Cell>
              <span className="wrap-anywhere">{invitation.email}</span>
            </Cell>
            <Cell label="Role">{invitation.role}</Cell>
            <Cell label="State">
              <State tone={tones[invitation.state]}>{invitation.state}</State>
            </Cell>
            <Cell label="Invited">
              <Time value={invitation.createdAt} />
              {invitation.invitedBy && <span className="text-muted"> by {invitation.invitedBy}</span>}
            </Cell>
            <Cell>
              <NewLink invitation={invitation} />
            </Cell>
            <Cell align="end" actions>
              {invitation.state === 'open' && <InvitationMenu invitation={invitation} />}
            </Cell>
          </Row>
        ))}
      </Table>
    </Panel>
  )
}

function NewLink({ invitation: { id, email, role } }: { invitation: InvitationRow }) {
  return (
    <LinkDialog
      label="New link"
      size="sm"
      icon={<Link2 />}
      id={`replace-${id}`}
      title={`A new link for ${email}`}
      description="The link before stops working. The new one works for seven days."
      action={invitePersonAction}
    >
      <input type="hidden" name="email" value={email} />
      <input type="hidden" name="role" value={role} />
    </LinkDialog>
  )
}

function InvitationMenu({ invitation: { id, email } }: { invitation: InvitationRow }) {
  return (
    <Menu label={`Actions for the invitation of ${email}`}>
      <MenuConfirm
        label="Revoke"
        icon={<Ban />}
        title={`Revoke the invitation for ${email}?`}
        confirmLabel="Revoke"
        action={revokeInvitationAction}
        fields={{ invitationId: id }}
      >
        The link stops working at once. You can invite the address again.
      </MenuConfirm>
    </Menu>
  )
}
