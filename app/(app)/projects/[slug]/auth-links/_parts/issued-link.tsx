import { SecretOnce } from '#components/ui/secret-once.tsx'
import { Time } from '#components/ui/time.tsx'
import type { IssuedLink } from '#lib/auth-links/create-link.ts'

/** The address of a link, the only time it can be seen. */
export function IssuedLinkBox({ link }: { link: IssuedLink }) {
  return (
    <SecretOnce label={`Auth link for ${link.email}`} value={link.url}>
      Copy it now and send it to {link.email}, and to nobody else: whoever opens it first is taken for them. It is shown
      this once, works once, and expires on <Time value={link.expiresAt} show="date" />.
    </SecretOnce>
  )
}
