import { Alert } from '#components/ui/alert.tsx'
import { TextLink } from '#components/ui/button.tsx'
import { count } from '#components/ui/count.ts'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import { Cluster } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ResetNotice } from '#lib/people/find-reset-notice.ts'
import { tellOfResetAction } from '../actions.ts'

/** Tells a person in every browser that their password was set by a link, and what that means for their agents. */
export function ResetTold({ notice: { id, at, linkMadeBy, keysWaiting } }: { notice: ResetNotice }) {
  return (
    <div className="mb-6">
      <Alert
        tone="warning"
        title={
          <>
            Your password was set anew by a link <Time value={at} />
          </>
        }
      >
        <p>
          The link was made {linkMadeBy ? `by ${linkMadeBy}` : 'on the machine Jetway runs on'}. If it was not you who
          used it, ask an admin whom you trust.{' '}
          {keysWaiting > 0 && (
            <>
              {count(keysWaiting, 'key')} that others made for you {keysWaiting === 1 ? 'waits' : 'wait'} for your
              consent again, under <TextLink href="/me">My connections</TextLink>.
            </>
          )}
        </p>
        <div className="mt-3">
          <Form action={tellOfResetAction} id="told-of-reset">
            <input type="hidden" name="id" value={id} />
            <Cluster>
              <SubmitButton variant="secondary" size="sm">
                I know
              </SubmitButton>
            </Cluster>
          </Form>
        </div>
      </Alert>
    </div>
  )
}
