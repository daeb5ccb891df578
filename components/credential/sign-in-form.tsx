import { Form, SubmitButton } from '#components/ui/form.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'

/** The way to a server's issuer, in the same tab. */
export function SignInForm({
  connection: { connectionId, server, signIn },
  action,
  isAgain = false,
  scope,
}: {
  connection: { connectionId: string; server: string; signIn: string | null }
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
        {isAgain ? 'Sign in again' : `Sign in to ${server}`}
      </SubmitButton>
      {!isAgain && (
        <p className="text-muted text-sm">You go to {signIn} to sign in and agree there, and come back here.</p>
      )}
    </Form>
  )
}
