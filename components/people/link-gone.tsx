import type { ReactNode } from 'react'
import { CalmPage } from '#components/shell/calm-page.tsx'

/** The one page for a one-time link that is unknown, expired, used, revoked or replaced: nobody learns which. */
export function LinkGone({ children }: { children?: ReactNode }) {
  return (
    <CalmPage
      title="This link cannot be used"
      description="It may have been used already, have expired, or have been replaced by a newer one."
    >
      <p>Ask whoever sent it to you for a new link. {children}</p>
    </CalmPage>
  )
}
