'use server'

import { RedirectType, redirect } from 'next/navigation'
import { again, allow, byLink, endKey, give, refuse, revoke, signIn } from '#app/connect/_parts/adapters.ts'
import { carryLinkSession, dropLinkSession, readLinkTokens } from '#lib/auth/session.ts'
import { endLinkSession } from '#lib/auth-links/end-link-session.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { dropPendingLink, readPendingLink, rememberPendingLink } from './_parts/cookies.ts'

export const giveByLinkAction = byLink(give)
export const signInByLinkAction = byLink(signIn)
export const revokeByLinkAction = byLink(revoke)
export const tryAgainByLinkAction = byLink(again)
export const allowKeyByLinkAction = byLink(allow)
export const refuseKeyByLinkAction = byLink(refuse)
export const revokeKeyByLinkAction = byLink(endKey)

/** The deliberate step. Wherever it leads, the token is in no address any more. */
export const openLinkAction = formAction(async (ctx, form) => {
  const token = fields<{ token?: string }>(form).token ?? (await readPendingLink()) ?? ''
  const opened = await openLink(ctx, token, await readLinkTokens())
  switch (opened?.kind) {
    case 'session':
      await carryLinkSession(opened.cookie)
      return redirect('/link/session', RedirectType.replace)
    case 'member':
      await dropPendingLink()
      return redirect(`/link/session?of=${opened.linkId}`, RedirectType.replace)
    case 'must_sign_in':
      await rememberPendingLink(token)
      return redirect('/sign-in?next=/link/continue', RedirectType.replace)
    case 'not_theirs':
      await rememberPendingLink(token)
      return redirect('/link/continue', RedirectType.replace)
    default:
      await dropPendingLink()
      return redirect('/link/session', RedirectType.replace)
  }
})

export const leaveLinkAction = formAction(async (ctx) => {
  await endLinkSession(ctx, await readLinkTokens())
  await dropLinkSession()
  redirect('/link/session', RedirectType.replace)
})
