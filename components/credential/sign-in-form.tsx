import { Form, SubmitButton } from '#components/ui/form.tsx'
import type { ConnectionToGive } from '#lib/auth-links/giving/view.ts'
import type { BoundAction } from '#lib/boundary/form-state.ts'

/** Nobody goes anywhere: the issuer knows Jetway, and gives it a token for everyone in the project. */
export function ClientForm({
  connection: { connectionId, signIn },
  action,
}: {
  connection: Pick<ConnectionToGive, 'connectionId' | 'signIn'>
  action: BoundAction
}) {
  return (
    <Form action={action} id={`client-${connectionId}`}>
      <input type="hidden" name="connectionId" value={connectionId} />
      <SubmitButton wide variant="secondary">
        Connect without a person
      </SubmitButton>
      <p className="text-muted text-sm">
        {signIn} gives Jetway itself a token. Every agent of the project works with it, and nobody signs in.
      </p>
    </Form>
  )
}

/** The way to a server's issuer, in the same tab. */
export function SignInForm({
  connection: { connectionId, server, signIn, credential },
  action,
  isAgain = false,
  scope,
}: {
  connection: Pick<ConnectionToGive, 'connectionId' | 'server' | 'signIn' | 'credential'>
  action: BoundAction
  isAgain?: boolean
  /** What a server has asked for besides. */
  scope?: string | undefined
}) {
  return (
    <Form action={action} id={`sign-in-${connectionId}`}>
      <input type="hidden" name="connectionId" value={connectionId} />
      {scope && <input type="hidden" name="scope" value={scope} />}
      <SubmitButton wide={!isAgain} variant={isAgain ? 'secondary' : 'primary'} size={isAgain ? 'sm' : undefined}>
        {!isAgain ? `Sign in to ${server}` : credential?.isSignIn ? 'Sign in again' : 'Sign in instead'}
      </SubmitButton>
      {!isAgain && (
        <p className="text-muted text-sm">You go to {signIn} to sign in and agree there, and come back here.</p>
      )}
    </Form>
  )
}
