import { Cluster, Panel, Stack } from '#components/ui/panel.tsx'
import type { ConnectionToGive } from '#lib/auth-links/giving/view.ts'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { CredentialForm } from './credential-form.tsx'
import { CredentialState } from './credential-state.tsx'
import { GivenActions } from './given-actions.tsx'
import { GivenSummary } from './given-summary.tsx'
import { ClientForm, SignInForm } from './sign-in-form.tsx'
import { StoredOthers } from './stored-others.tsx'
import { canBeTriedAgain, TryAgain } from './try-again.tsx'

type Actions = {
  give: BoundAction
  signIn: BoundAction
  revoke: BoundAction
  tryAgain: BoundAction
  /** For members: those who come by a link sign in themselves. */
  signInItself?: BoundAction
  takeOver?: { action: BoundAction; held: string[] }
}

/** One server on the page of whoever gives: its fields while there is nothing (or nothing that works), else what was given. */
export function ConnectionCard({
  connection,
  give,
  signIn,
  signInItself,
  revoke,
  tryAgain,
  takeOver,
  scope,
}: { connection: ConnectionToGive; scope?: string | undefined } & Actions) {
  const { credential, server, mode, others } = connection
  const isAsked = !credential?.works
  return (
    <Panel
      title={server}
      description={mode === 'shared' ? 'One set for everyone in the project' : undefined}
      action={<CredentialState credential={credential} />}
    >
      <Stack>
        {!credential && <StoredOthers server={server} others={others} revoke={revoke} takeOver={takeOver} />}
        {credential && <GivenSummary connection={connection} credential={credential} />}
        {credential && canBeTriedAgain(credential) && (
          <TryAgain server={server} credentialId={credential.id} action={tryAgain} />
        )}
        {isAsked && connection.signIn && <SignInForm connection={connection} action={signIn} scope={scope} />}
        {isAsked && connection.signsInItself && signInItself && (
          <ClientForm connection={connection} action={signInItself} />
        )}
        {isAsked && connection.signIn && connection.fields.length > 0 && (
          <p className="text-muted text-sm">Or give values of your own instead:</p>
        )}
        {isAsked && (!connection.signIn || connection.fields.length > 0) && (
          <CredentialForm asked={{ ...connection, fields: connection.asked }} action={give} />
        )}
        {credential && (
          <Cluster>
            {!isAsked && connection.signIn && (
              <SignInForm connection={connection} action={signIn} scope={scope} isAgain />
            )}
            <GivenActions
              asked={connection}
              credentialId={credential.id}
              isSignIn={credential.isSignIn}
              give={isAsked || connection.fields.length === 0 ? null : give}
              revoke={revoke}
            />
          </Cluster>
        )}
      </Stack>
    </Panel>
  )
}
