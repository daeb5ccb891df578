'use client'

import { CalmPage } from '#components/shell/calm-page.tsx'
import { Button } from '#components/ui/button.tsx'

type Props = { error: Error & { digest?: string }; reset: () => void }

export default function ErrorPage({ error, reset }: Props) {
  return (
    <CalmPage
      title="Something went wrong on our side"
      description="Please try again. If it happens again, tell whoever runs Jetway the number below."
    >
      <div>
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      </div>
      {error.digest && <p className="font-mono text-muted text-xs">{error.digest}</p>}
    </CalmPage>
  )
}
