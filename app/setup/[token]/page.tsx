import type { Metadata } from 'next'
import { LinkGone } from '#components/people/link-gone.tsx'
import { NewPasswordField } from '#components/people/new-password-field.tsx'
import { CalmPage } from '#components/shell/calm-page.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { currentContext } from '#lib/boundary/require-context.ts'
import { isSetupOpen, needsSetup } from '#lib/people/find-link.ts'
import { organizationNameMax, personNameMax } from '#lib/people/schema.ts'
import { completeSetupAction } from './actions.ts'

export const metadata: Metadata = { title: 'Set up Jetway' }

export default async function SetupPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const ctx = await currentContext()
  if (!(await needsSetup(ctx))) return <IsSetUp />
  if (!(await isSetupOpen(ctx, token))) return <LinkGone>Jetway prints the newest one when it starts.</LinkGone>
  return (
    <CalmPage title="Set up Jetway" description="Name your organisation and become its first admin.">
      <Form action={completeSetupAction} id="setup">
        <input type="hidden" name="token" value={token} />
        <Field
          name="organization"
          label="Organisation"
          required
          help="People see this name on every page and in every link."
        >
          <TextInput autoFocus autoComplete="organization" maxLength={organizationNameMax} />
        </Field>
        <Field name="name" label="Your name" required>
          <TextInput autoComplete="name" maxLength={personNameMax} />
        </Field>
        <Field name="email" label="Your e-mail address" required help="You sign in with it. Jetway sends no mail.">
          <TextInput type="email" autoComplete="username" />
        </Field>
        <NewPasswordField />
        <SubmitButton wide size="lg">
          Set up
        </SubmitButton>
      </Form>
    </CalmPage>
  )
}

/** For whoever comes back by the link that they have used. */
function IsSetUp() {
  return (
    <CalmPage title="Jetway is set up" description="This link has done its work.">
      <ButtonLink href="/sign-in" variant="primary" size="lg" wide>
        Sign in
      </ButtonLink>
      <p className="text-muted text-sm">No account yet? Ask an admin of your organisation to invite you.</p>
    </CalmPage>
  )
}
