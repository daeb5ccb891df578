'use client'

import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { Button } from '#components/ui/button.tsx'

type Props = { error: Error & { digest?: string }; reset: () => void }

/** One page that fails leaves the frame standing. */
export default function SignedInError({ error, reset }: Props) {
  return (
    <Page>
      <PageHeader
        title="This page could not be shown"
        description="Something went wrong on our side. If you were saving something, look whether it was kept before you try again."
        action={
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
        }
      />
      {error.digest && <p className="font-mono text-muted text-xs">{error.digest}</p>}
    </Page>
  )
}
