import { notFoundTitle } from '#app/(app)/_parts/titles.ts'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { ButtonLink } from '#components/ui/button.tsx'

export const metadata = notFoundTitle

/** Inside the frame, so that there is one way on from here: the rail. */
export default function NotFound() {
  return (
    <Page>
      <PageHeader title="There is nothing here" />
      <EmptyState
        title="The address may be mistyped, or you have no access to what is behind it."
        action={<ButtonLink href="/">Go to the start</ButtonLink>}
      />
    </Page>
  )
}
