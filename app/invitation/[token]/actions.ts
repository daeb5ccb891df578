'use server'

import { RedirectType, redirect } from 'next/navigation'
import { carrySession } from '#lib/auth/session.ts'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { acceptInvitation } from '#lib/people/accept-invitation.ts'
import type { AcceptInvitationInput } from '#lib/people/schema.ts'

export const acceptInvitationAction = formAction(async (ctx, form) => {
  const { sessionId } = await acceptInvitation(ctx, fields<AcceptInvitationInput>(form))
  await carrySession(sessionId)
  redirect('/', RedirectType.replace)
})
