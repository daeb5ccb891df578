import { TextLink } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { DialogButton } from '#components/ui/dialog.tsx'
import { Cluster } from '#components/ui/panel.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { type Asked, CredentialForm } from './credential-form.tsx'

/** Replace or remove what was given. */
export function GivenActions({
  asked,
  credentialId,
  isSignIn,
  give,
  revoke,
}: {
  asked: Asked
  credentialId: string
  isSignIn: boolean
  give: BoundAction | null
  revoke: BoundAction
}) {
  const { server, connectionId, fields } = asked
  return (
    <Cluster>
      {give && (
        <DialogButton
          label="Replace"
          size="sm"
          title={`Replace what you gave for ${server}`}
          description="What is there now stays until the new values have been tried."
        >
          <CredentialForm asked={{ server, connectionId, fields }} action={give} verb="Replace" />
        </DialogButton>
      )}
      <ConfirmDialog
        label="Remove"
        variant="quiet"
        size="sm"
        title={`Remove what you gave for ${server}?`}
        confirmLabel="Remove"
        action={revoke}
        fields={{ credentialId }}
      >
        What is stored is deleted at once, and agents that act for you can no longer use {server} until you connect it
        again. {isSignIn ? 'A sign-in is also taken back there, where that is possible.' : <Withdraw asked={asked} />}
      </ConfirmDialog>
    </Cluster>
  )
}

/** A value goes on to work where it came from. */
function Withdraw({ asked: { server, fields } }: { asked: Asked }) {
  const where = fields.find(({ isSecret, helpUrl }) => isSecret && helpUrl)?.helpUrl
  return (
    <>
      The value itself goes on to work at {server} until you withdraw it there.{' '}
      {where && <TextLink href={where}>Where is that?</TextLink>}
    </>
  )
}
