import type { Metadata } from 'next'
import { CalmPage } from '#components/shell/calm-page.tsx'
import { ButtonLink } from '#components/ui/button.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <CalmPage
      title="There is nothing here"
      description="The address may be mistyped, or you have no access to what is behind it."
    >
      <div>
        <ButtonLink href="/">Go to Jetway</ButtonLink>
      </div>
    </CalmPage>
  )
}
