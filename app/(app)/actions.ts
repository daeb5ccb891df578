'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { dropSession, writeCookie } from '#lib/auth/session.ts'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { currentContext } from '#lib/boundary/require-context.ts'
import { resetToldCookie } from './_parts/reset-told-cookie.ts'

const toldSeconds = 60 * 24 * 60 * 60

/** A plain form's action, so that signing out also works while a page's scripts do not. */
export async function signOutAction(): Promise<void> {
  const { db } = await currentContext()
  await dropSession(db)
  redirect('/sign-in')
}

/** Keeps in this browser, and in no other, that its person has read it. */
export const tellOfResetAction = formAction(async (_ctx, form) => {
  const { id } = fields<{ id?: string }>(form)
  if (id) await writeCookie(resetToldCookie, id.slice(0, 64), toldSeconds)
  refresh()
  return {}
})
