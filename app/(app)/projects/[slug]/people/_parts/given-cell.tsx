import { revokeCredentialAction } from '#app/connect/actions.ts'
import { CredentialState } from '#components/credential/credential-state.tsx'
import { canBeTriedAgain } from '#components/credential/try-again.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Cluster } from '#components/ui/panel.tsx'
import type { CredentialView } from '#lib/credentials/view.ts'

type Props = {
  credential: CredentialView | null
  of: string
  server: string
  canManage: boolean
  isMine?: boolean
  /** Where to ask for what is missing; nowhere while it is not asked for. */
  ask: { href: string; label: string } | undefined
}

/** The state of what one person gave, and what an owner can do about it. */
export function GivenCell({ credential, of, server, canManage, isMine = false, ask }: Props) {
  const way = (canManage || isMine) && (!credential?.works || canBeTriedAgain(credential)) ? ask : undefined
  return (
    <Cluster>
      <CredentialState credential={credential} />
      {way && (
        <ButtonLink href={way.href} variant="secondary" size="sm">
          {way.label}
        </ButtonLink>
      )}
      {(canManage || isMine) && credential && (
        <ConfirmDialog
          label="Revoke"
          variant="secondary"
          size="sm"
          title={`Revoke what ${of} gave for ${server}?`}
          confirmLabel="Revoke"
          action={revokeCredentialAction}
          fields={{ credentialId: credential.id }}
        >
          The stored values are deleted at once. Agents can no longer use {server} with them until they are given again.
        </ConfirmDialog>
      )}
    </Cluster>
  )
}
