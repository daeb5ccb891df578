import { ArrowDown, ArrowUp, Handshake, LogOut, UserMinus } from 'lucide-react'
import { Menu, MenuAction, MenuConfirm, MenuSeparator } from '#components/ui/menu.tsx'
import type { ProjectView } from '#lib/projects/list-projects.ts'
import type { MemberView } from '#lib/projects/members/list-members.ts'
import { changeMemberAction, handOverProjectAction, removeMemberAction } from '../actions.ts'

type Props = { project: ProjectView; member: MemberView }

/** What the reader may do about a member: nothing, for a member about others. */
export function MemberActions({ project, member }: Props) {
  if (!project.canManage && !member.isMe) return null
  return (
    <Menu label={`Actions for ${member.name}`}>
      {project.canManage && <RoleAction project={project} member={member} />}
      {project.myRole === 'owner' && !member.isMe && <HandOver project={project} member={member} />}
      {project.canManage && <MenuSeparator />}
      <Remove project={project} member={member} />
    </Menu>
  )
}

function RoleAction({ project: { slug, name }, member: { personId, role, isMe, name: who } }: Props) {
  const given = { project: slug, personId }
  if (role === 'member')
    return (
      <MenuAction action={changeMemberAction} fields={{ ...given, role: 'owner' }} icon={<ArrowUp />}>
        Make owner
      </MenuAction>
    )
  return (
    <MenuConfirm
      label="Make member"
      icon={<ArrowDown />}
      title={isMe ? `Stop owning ${name}?` : `Make ${who} a member of ${name}?`}
      confirmLabel="Make member"
      action={changeMemberAction}
      fields={{ ...given, role: 'member' }}
    >
      {isMe ? 'You keep your' : 'They keep their'} keys and credentials, and cannot manage connections, links and people
      any more.
    </MenuConfirm>
  )
}

function HandOver({ project, member }: Props) {
  return (
    <MenuConfirm
      label="Hand over to"
      icon={<Handshake />}
      title={`Hand ${project.name} over to ${member.name}?`}
      confirmLabel="Hand over"
      action={handOverProjectAction}
      fields={{ project: project.slug, personId: member.personId }}
    >
      {member.name} owns the project from now on, and you are a member of it: you keep your keys and credentials, and
      cannot manage connections, links and people any more.
    </MenuConfirm>
  )
}

function Remove({ project, member }: Props) {
  const { name, personId, isMe } = member
  return (
    <MenuConfirm
      label={isMe ? 'Leave project' : 'Remove from project'}
      icon={isMe ? <LogOut /> : <UserMinus />}
      title={isMe ? `Leave ${project.name}?` : `Remove ${name} from ${project.name}?`}
      confirmLabel={isMe ? 'Leave project' : 'Remove member'}
      action={removeMemberAction}
      fields={{ project: project.slug, personId }}
    >
      Keys that act for {isMe ? 'you' : name} stop working, and what {isMe ? 'you' : 'they'} gave for{' '}
      {isMe ? 'yourself' : 'themselves'} is deleted. What was given for everyone stays.
    </MenuConfirm>
  )
}
