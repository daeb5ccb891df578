import { UserPlus } from 'lucide-react'
import { LinkDialog } from '#components/secret/link-dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { invitePersonAction } from '../actions.ts'

const roles = [
  { value: 'member', label: 'Member', description: 'Creates projects and uses what is theirs.' },
  { value: 'auditor', label: 'Auditor', description: 'Also reads the audit and all activity.' },
  { value: 'admin', label: 'Admin', description: 'Everything: people, servers, all projects.' },
]

export function Invite() {
  return (
    <LinkDialog
      label="Invite"
      variant="primary"
      icon={<UserPlus />}
      id="invite"
      title="Invite someone"
      action={invitePersonAction}
    >
      <Field name="email" label="E-mail address" required help="Jetway sends no mail: you get a link to pass on.">
        <TextInput type="email" autoFocus autoComplete="off" />
      </Field>
      <RadioGroup name="role" label="Role" required defaultValue="member" options={roles} />
    </LinkDialog>
  )
}
