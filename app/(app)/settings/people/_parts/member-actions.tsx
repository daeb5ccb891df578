import { KeyRound, UserCog, UserMinus } from 'lucide-react'
import { LinkDialog } from '#components/secret/link-dialog.tsx'
import { Menu, MenuAction, MenuConfirm, MenuSeparator } from '#components/ui/menu.tsx'
import type { PersonRow } from '#lib/people/list-people.ts'
import { orgRoles } from '#lib/people/schema.ts'
import { changeRoleAction, issueResetAction, removePersonAction } from '../actions.ts'

export function ResetButton({ person: { id, name, email } }: { person: PersonRow }) {
  return (
    <LinkDialog
      label="Reset"
      size="sm"
      icon={<KeyRound />}
      id={`reset-${id}`}
      title={`A new password for ${name}`}
      description="You get a link to pass on. It works for a day and replaces an earlier one; the present password works until it is used."
      action={issueResetAction}
    >
      <input type="hidden" name="email" value={email} />
    </LinkDialog>
  )
}

export function MemberMenu({ person: { id: personId, name, role: present } }: { person: PersonRow }) {
  return (
    <Menu label={`Actions for ${name}`}>
      {orgRoles
        .filter((role) => role !== present)
        .map((role) =>
          present === 'admin' ? (
            <MenuConfirm
              key={role}
              label={`Make ${role}`}
              icon={<UserCog />}
              title={`Make ${name} ${role === 'auditor' ? 'an auditor' : 'a member'}?`}
              confirmLabel={`Make ${role}`}
              action={changeRoleAction}
              fields={{ personId, role }}
            >
              They cannot manage people and the Server Library any more, nor projects that they do not own.
            </MenuConfirm>
          ) : (
            <MenuAction key={role} action={changeRoleAction} fields={{ personId, role }} icon={<UserCog />}>
              Make {role}
            </MenuAction>
          ),
        )}
      <MenuSeparator />
      <MenuConfirm
        label="Remove"
        icon={<UserMinus />}
        title={`Remove ${name}?`}
        confirmLabel="Remove"
        action={removePersonAction}
        fields={{ personId }}
      >
        Their sessions end at once. Their agent keys, the credentials they gave for themselves and their unused links
        are withdrawn. What they gave as a project's shared set stays until someone replaces it.
      </MenuConfirm>
    </Menu>
  )
}
