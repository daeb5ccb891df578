import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { findOpenedLinkId } from '#lib/auth-links/get-opened-link.ts'
import { previewLink } from '#lib/auth-links/preview-link.ts'
import { currentContext, linkContext } from '#lib/boundary/require-context.ts'
import { LinkInvitation } from '../_parts/link-invitation.tsx'
import { LinkNotUsable } from '../_parts/link-not-usable.tsx'

export const metadata: Metadata = { title: 'Connect', referrer: 'no-referrer' }

/** Looks only: mail scanners follow links too. */
export default async function LinkPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const visitor = await currentContext()
  const holder = await linkContext()
  if (holder && (await findOpenedLinkId(holder, token))) redirect('/link/session')
  const opened = await findOpenedLinkId(visitor, token)
  if (opened) redirect(`/link/session?of=${opened}`)

  const preview = await previewLink(visitor, token)
  return preview ? <LinkInvitation preview={preview} token={token} /> : <LinkNotUsable />
}
