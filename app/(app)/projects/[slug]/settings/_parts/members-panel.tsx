import { UserPlus } from 'lucide-react'
import { CancelButton, DialogButton } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { List, ListItem } from '#components/ui/list.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Select } from '#components/ui/select.tsx'
import { Badge } from '#components/ui/state.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ProjectView } from '#lib/projects/list-projects.ts'
import type { MemberView } from '#lib/projects/members/list-members.ts'
import { addMemberAction } from '../actions.ts'
import { MemberActions } from './member-actions.tsx'

const roleOptions = [
  { value: 'member', label: 'Member: sees the project, manages own credentials and keys' },
  { value: 'owner', label: 'Owner: manages connections, links, keys and people' },
]

/** Who belongs to the project; owners change it, members may leave. */
export function MembersPanel({ project, members }: { project: ProjectView; members: MemberView[] }) {
  return (
    <Panel
      flush
      title="Members"
      description="People with a seat. Those who only came by an auth link are under People."
      action={project.canManage && <AddMember project={project.slug} />}
    >
      <List label="Members" bare columns={2}>
        {members.map((member) => (
          <ListItem
            key={member.personId}
            leading={<Monogram name={member.name} />}
            title={member.isMe ? `${member.name} (you)` : member.name}
            description={member.email}
            facts={[
              <Badge key="role">{member.role}</Badge>,
              <span key="since">
                since <Time value={member.since} show="date" />
              </span>,
            ]}
            actions={<MemberActions project={project} member={member} />}
          />
        ))}
      </List>
    </Panel>
  )
}

function AddMember({ project }: { project: string }) {
  return (
    <DialogButton
      label="Add member"
      icon={<UserPlus />}
      title="Add member"
      description="Someone who has a seat in your organisation. For anyone else, send an auth link."
    >
      <Form action={addMemberAction} id="add-member">
        <input type="hidden" name="project" value={project} />
        <Field name="email" label="E-mail address" required>
          <TextInput type="email" autoFocus autoComplete="off" />
        </Field>
        <Field name="role" label="Role" required>
          <Select options={roleOptions} defaultValue="member" />
        </Field>
        <FormActions>
          <CancelButton />
          <SubmitButton>Add member</SubmitButton>
        </FormActions>
      </Form>
    </DialogButton>
  )
}
