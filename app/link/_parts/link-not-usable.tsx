import { CalmPage } from '#components/shell/calm-page.tsx'

/** The one page for a link that is unknown, expired, used or revoked: who has no part in it learns nothing. */
export function LinkNotUsable() {
  return (
    <CalmPage
      title="This link cannot be used"
      description="It may have been used already, have expired, or have been replaced by a newer one."
    >
      <p>Ask whoever sent it to you for a new link. If you opened it before, use the same browser as then.</p>
    </CalmPage>
  )
}
