'use server'

import { RedirectType, redirect } from 'next/navigation'
import { carrySession } from '#lib/auth/session.ts'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { resetPassword } from '#lib/people/reset-password.ts'
import type { ResetPasswordInput } from '#lib/people/schema.ts'

export const resetPasswordAction = formAction(async (ctx, form) => {
  const { sessionId } = await resetPassword(ctx, fields<ResetPasswordInput>(form))
  await carrySession(sessionId)
  redirect('/', RedirectType.replace)
})
