import type { Metadata } from 'next'
import { NewPasswordField } from '#components/people/new-password-field.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { Panel, Stack } from '#components/ui/panel.tsx'
import { SecretInput } from '#components/ui/secret-input.tsx'
import { requireContext } from '#lib/boundary/require-context.ts'
import { changePasswordAction, signOutEverywhereAction } from './actions.ts'

export const metadata: Metadata = { title: 'My sign-in' }

export default async function MySignInPage() {
  const { actor } = await requireContext()
  return (
    <Stack gap="lg">
      <Panel title="Password" description="All your other sessions end when you change it.">
        <div className="max-w-md">
          <Form action={changePasswordAction} id="change-password" clearOnDone>
            <Field name="presentPassword" label="Present password" required>
              <SecretInput kind="password" />
            </Field>
            <NewPasswordField name="newPassword" label="New password" account={actor.email} />
            <FormActions>
              <SubmitButton>Change password</SubmitButton>
            </FormActions>
          </Form>
        </div>
      </Panel>
      <Panel title="Sessions" description="A session ends after thirty days without use.">
        <ConfirmDialog
          label="Sign out everywhere"
          title="Sign out everywhere?"
          confirmLabel="Sign out everywhere"
          action={signOutEverywhereAction}
        >
          Every browser in which you are signed in is signed out, this one too. Your agents' keys go on working.
        </ConfirmDialog>
      </Panel>
    </Stack>
  )
}
