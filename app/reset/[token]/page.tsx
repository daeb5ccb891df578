import type { Metadata } from 'next'
import { LinkGone } from '#components/people/link-gone.tsx'
import { NewPasswordField } from '#components/people/new-password-field.tsx'
import { CalmPage } from '#components/shell/calm-page.tsx'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import { currentContext } from '#lib/boundary/require-context.ts'
import { findReset } from '#lib/people/find-link.ts'
import { resetPasswordAction } from './actions.ts'

export const metadata: Metadata = { title: 'New password' }

/** Looks only: mail scanners follow links too. */
export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const reset = await findReset(await currentContext(), token)
  if (!reset) return <LinkGone />
  return (
    <CalmPage
      context={reset.organization}
      title="Choose a new password"
      description={`For ${reset.email}. You are signed out everywhere else.`}
    >
      <Form action={resetPasswordAction} id="reset">
        <input type="hidden" name="token" value={token} />
        <NewPasswordField label="New password" account={reset.email} />
        <SubmitButton wide size="lg">
          Set password and sign in
        </SubmitButton>
      </Form>
    </CalmPage>
  )
}
