import { Alert } from '#components/ui/alert.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import { Cluster } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import type { StoredView } from '#lib/auth-links/giving/view.ts'
import type { BoundAction } from '#lib/boundary/form-state.ts'

type Props = {
  server: string
  others: StoredView[]
  revoke: BoundAction
  /** For members: takes over what an opening gave that this browser holds the token of. */
  takeOver?: { action: BoundAction; held: string[] }
}

/** What is stored under the same address and is not used for whoever reads this: what it is, why not, and what they can do. */
export function StoredOthers({ server, others, revoke, takeOver }: Props) {
  return others.map((stored) => (
    <Alert
      key={stored.id ?? stored.by?.id ?? stored.givenAt.getTime()}
      title={<Given stored={stored} server={server} />}
    >
      <p>{reasonOf(stored)}</p>
      {stored.id && (
        <div className="mt-2">
          <Cluster>
            {takeOver && stored.by && takeOver.held.includes(stored.by.id) && (
              <Form action={takeOver.action} id={`take-over-${stored.id}`}>
                <input type="hidden" name="credentialId" value={stored.id} />
                <SubmitButton variant="secondary" size="sm">
                  It was me: take it over
                </SubmitButton>
              </Form>
            )}
            <ConfirmDialog
              label="Remove"
              variant="quiet"
              size="sm"
              title={`Remove what was given for ${server} before?`}
              confirmLabel="Remove"
              action={revoke}
              fields={{ credentialId: stored.id }}
            >
              The stored values are deleted at once. Agents that were allowed there can no longer use {server}.
            </ConfirmDialog>
          </Cluster>
        </div>
      )}
    </Alert>
  ))
}

function Given({ stored: { by, givenAt }, server }: { stored: StoredView; server: string }) {
  if (by)
    return (
      <>
        Something was given for {server} by {by.name}
      </>
    )
  return (
    <>
      Values of your own are stored for {server}, given <Time value={givenAt} />
    </>
  )
}

function reasonOf({ by, id, isInUse }: StoredView): string {
  if (isInUse) return 'Your agents go on with them until somebody has given the shared set.'
  if (!by) return 'They are still stored, but not used: everyone’s agents share one set here now.'
  const unknown = 'Nobody can tell who opened that link, so it is neither shown nor used for you: give it again here.'
  return id ? `${unknown} Only agents that were allowed there use it.` : `${unknown} What was allowed there goes on.`
}
