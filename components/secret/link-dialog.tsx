'use client'

import { Time } from '#components/ui/time.tsx'
import { SecretDialog, type SecretDialogProps } from './secret-dialog.tsx'
import { SecretOnce } from './secret-once.tsx'

type IssuedLink = { url: string; email: string; expiresAt: Date }

/** Makes a one-time link for one person, and shows its address the only time it can be seen. */
export function LinkDialog<Link extends IssuedLink>(
  dialog: Omit<SecretDialogProps<Link>, 'submitLabel' | 'shownTitle' | 'show'>,
) {
  return <SecretDialog {...dialog} submitLabel="Make link" shownTitle="Send this link" show={toLinkOnce} />
}

function toLinkOnce({ url, email, expiresAt }: IssuedLink) {
  return (
    <SecretOnce label={`Link for ${email}`} value={url}>
      Copy it now and send it to {email}, and to nobody else: whoever opens it first is taken for them. It is shown this
      once, and works once, until <Time value={expiresAt} show="exact" />.
    </SecretOnce>
  )
}
