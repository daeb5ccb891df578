'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import type { Actor } from '#lib/context.ts'
import { changeRole } from '#lib/people/change-role.ts'
import { type IssuedLink, invitePerson } from '#lib/people/invite-person.ts'
import { issueResetLink } from '#lib/people/issue-reset.ts'
import { removePerson } from '#lib/people/remove-person.ts'
import { revokeInvitation } from '#lib/people/revoke-invitation.ts'
import type {
  ChangeRoleInput,
  InvitePersonInput,
  RemovePersonInput,
  RevokeInvitationInput,
} from '#lib/people/schema.ts'

export const invitePersonAction = formAction<IssuedLink>(async (ctx, form) => ({
  data: await invitePerson(ctx, fields<InvitePersonInput>(form)),
}))

export const revokeInvitationAction = formAction(async (ctx, form) => {
  const { email } = await revokeInvitation(ctx, fields<RevokeInvitationInput>(form))
  revalidatePath('/settings/people')
  return { message: `The invitation for ${email} no longer works.` }
})

export const issueResetAction = formAction<IssuedLink>(async (ctx, form) => ({
  data: await issueResetLink(ctx, fields<{ email: string }>(form).email),
}))

export const changeRoleAction = formAction(async (ctx, form) => {
  const input = fields<ChangeRoleInput>(form)
  const { name } = await changeRole(ctx, input)
  revalidatePath('/settings/people')
  leaveIfSelf(ctx.actor, input.personId)
  return { message: `The role of ${name} is changed.` }
})

export const removePersonAction = formAction(async (ctx, form) => {
  const input = fields<RemovePersonInput>(form)
  const { name } = await removePerson(ctx, input)
  revalidatePath('/settings/people')
  leaveIfSelf(ctx.actor, input.personId)
  return { message: `${name} is removed.` }
})

/** Who has taken the role or the seat away from themselves cannot see this page any more. */
function leaveIfSelf(actor: Actor, personId: string): void {
  if (actor.kind === 'user' && actor.personId === personId) redirect('/')
}
