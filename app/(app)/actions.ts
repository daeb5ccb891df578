'use server'

import { redirect } from 'next/navigation'
import { dropSession } from '#lib/auth/session.ts'
import { currentContext } from '#lib/boundary/require-context.ts'

/** A plain form's action, so that signing out also works while a page's scripts do not. */
export async function signOutAction(): Promise<void> {
  const { db } = await currentContext()
  await dropSession(db)
  redirect('/sign-in')
}
