'use server'

import { RedirectType, redirect } from 'next/navigation'
import { carrySession } from '#lib/auth/session.ts'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { completeSetup } from '#lib/people/complete-setup.ts'
import type { CompleteSetupInput } from '#lib/people/schema.ts'

export const completeSetupAction = formAction(async (ctx, form) => {
  const { sessionId } = await completeSetup(ctx, fields<CompleteSetupInput>(form))
  await carrySession(sessionId)
  redirect('/', RedirectType.replace)
})
