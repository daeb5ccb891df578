'use server'

import { redirect } from 'next/navigation'
import { carrySession, dropSession } from '#lib/auth/session.ts'
import { clientAddress } from '#lib/boundary/client-address.ts'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { changePassword } from '#lib/people/change-password.ts'
import type { ChangePasswordInput } from '#lib/people/schema.ts'
import { signOutEverywhere } from '#lib/people/sign-out-everywhere.ts'

export const changePasswordAction = formAction(async (ctx, form) => {
  const { sessionId } = await changePassword(ctx, fields<ChangePasswordInput>(form), await clientAddress())
  await carrySession(sessionId)
  return { message: 'Your password is changed. Your other sessions have ended.' }
})

export const signOutEverywhereAction = formAction(async (ctx) => {
  await signOutEverywhere(ctx)
  await dropSession(ctx.db)
  redirect('/sign-in')
})
