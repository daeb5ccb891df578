import { Form, SubmitButton } from '#components/ui/form.tsx'
import { Cluster } from '#components/ui/panel.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import type { CredentialView } from '#lib/credentials/view.ts'

/** Whether it is worth asking the server once more. */
export function canBeTriedAgain({ state }: Pick<CredentialView, 'state'>): boolean {
  return state === 'unverified' || state === 'rejected'
}

/** Tries what is stored once more, without typing it: servers refuse for reasons that pass. */
export function TryAgain({
  server,
  credentialId,
  action,
}: {
  server: string
  credentialId: string
  action: BoundAction
}) {
  return (
    <Form action={action} id={`try-${credentialId}`}>
      <input type="hidden" name="credentialId" value={credentialId} />
      <Cluster>
        <SubmitButton variant="secondary" size="sm">
          {`Try ${server} again with what is stored`}
        </SubmitButton>
      </Cluster>
    </Form>
  )
}
