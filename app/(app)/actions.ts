'use server'

import { refresh } from 'next/cache'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { dropSession, hostCookie } from '#lib/auth/session.ts'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { currentContext } from '#lib/boundary/require-context.ts'
import { resetToldCookieName } from './_parts/reset-told-cookie.ts'

/** A plain form's action, so that signing out also works while a page's scripts do not. */
export async function signOutAction(): Promise<void> {
  const { db } = await currentContext()
  await dropSession(db)
  redirect('/sign-in')
}

/** Keeps in this browser, and in no other, that its person has read it. */
export const tellOfResetAction = formAction(async (_ctx, form) => {
  const { id } = fields<{ id?: string }>(form)
  if (id) (await cookies()).set(resetToldCookieName(), id.slice(0, 64), { ...hostCookie(), maxAge: 60 * 60 * 24 * 60 })
  refresh()
  return {}
})
