'use client'

import { signIn } from 'next-auth/react'
import { readFromJetway } from '#components/shell/ask-jetway.ts'
import { Field } from '#components/ui/field.tsx'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import { SecretInput } from '#components/ui/secret-input.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { FormState } from '#lib/boundary/form-state.ts'

const sentences: Record<string, string> = {
  CredentialsSignin: 'That e-mail address and password do not go together. Check both and try again.',
  TooManyAttempts: 'Too many attempts. Try again in a minute.',
}
const unforeseen = 'Signing in did not work, and it is not your fault. Please try again.'

/** `next` is a path of this site; the page has seen to that. */
export function SignInForm({ next }: { next: string }) {
  async function send(_previous: FormState, form: FormData): Promise<FormState> {
    const email = String(form.get('email') ?? '')
    const password = String(form.get('password') ?? '')
    // next-auth's client leaves the page when nobody answers. This fails instead, and the form says so.
    await readFromJetway('/api/auth/csrf')
    const answer = await signIn('credentials', { email, password, redirect: false, callbackUrl: '/' })
    if (answer?.ok) return leaveFor(next)
    const message = sentences[answer?.error ?? ''] ?? unforeseen
    return { status: 'failed', message, fields: {}, values: { email } }
  }

  return (
    <Form action={send} id="sign-in" asksBeforeLeaving={false}>
      <Field name="email" label="E-mail address" required>
        <TextInput type="email" autoComplete="username" autoFocus />
      </Field>
      <Field name="password" label="Password" required>
        <SecretInput kind="password" />
      </Field>
      <SubmitButton wide size="lg">
        Sign in
      </SubmitButton>
    </Form>
  )
}

/** Loads the next page whole, with the new session; the button stays busy until it is there. */
function leaveFor(next: string): Promise<never> {
  window.location.assign(next)
  return new Promise(() => {})
}
