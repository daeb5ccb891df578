import type { Metadata } from 'next'
import { previewLink } from '#lib/auth-links/preview-link.ts'
import { currentContext } from '#lib/boundary/require-context.ts'
import { readPendingLink } from '../_parts/cookies.ts'
import { LinkInvitation } from '../_parts/link-invitation.tsx'
import { LinkNotUsable } from '../_parts/link-not-usable.tsx'

export const metadata: Metadata = { title: 'Connect', referrer: 'no-referrer' }

/** The link's first page again, after its member has signed in. The token waits in a cookie, not in the address. */
export default async function ContinueLinkPage() {
  const token = await readPendingLink()
  const preview = token ? await previewLink(await currentContext(), token) : null
  return preview ? <LinkInvitation preview={preview} /> : <LinkNotUsable />
}
