import type { Metadata } from 'next'
import { LinkGone } from '#components/people/link-gone.tsx'
import { NewPasswordField } from '#components/people/new-password-field.tsx'
import { CalmPage } from '#components/shell/calm-page.tsx'
import { Field } from '#components/ui/field.tsx'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { currentContext } from '#lib/boundary/require-context.ts'
import { findInvitation } from '#lib/people/find-link.ts'
import { personNameMax } from '#lib/people/schema.ts'
import { acceptInvitationAction } from './actions.ts'

export const metadata: Metadata = { title: 'Invitation' }

/** Looks only: mail scanners follow links too. */
export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const invitation = await findInvitation(await currentContext(), token)
  if (!invitation) return <LinkGone />
  const { organization, email, name } = invitation
  return (
    <CalmPage
      context={organization}
      title={`Join ${organization}`}
      description={`You were invited as ${email}. Choose a password, and you are in.`}
    >
      <Form action={acceptInvitationAction} id="invitation">
        <input type="hidden" name="token" value={token} />
        <Field name="name" label="Your name" required>
          <TextInput autoFocus autoComplete="name" defaultValue={name} maxLength={personNameMax} />
        </Field>
        <NewPasswordField account={email} />
        <SubmitButton wide size="lg">
          Join
        </SubmitButton>
      </Form>
    </CalmPage>
  )
}
