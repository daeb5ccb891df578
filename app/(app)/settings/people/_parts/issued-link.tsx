'use client'

import { type ReactNode, useState } from 'react'
import { CancelButton } from '#components/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { SecretOnce } from '#components/ui/secret-once.tsx'
import { Time } from '#components/ui/time.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import type { IssuedLink } from '#lib/people/invite-person.ts'

/** A form that makes a one-time link, and then the link in its place: shown once, to be copied. */
export function IssuedLinkForm({
  action,
  submitLabel,
  children,
}: {
  action: BoundAction<IssuedLink>
  submitLabel: string
  children: ReactNode
}) {
  const [link, setLink] = useState<IssuedLink>()
  if (link) {
    return (
      <SecretOnce label={`Link for ${link.email}`} value={link.url}>
        Copy it now and send it to {link.email}: it is shown this once. It works once, until{' '}
        <Time value={link.expiresAt} show="exact" />. Whoever opens it first can use it.
      </SecretOnce>
    )
  }
  return (
    <Form action={action} id="issue-link" onDone={setLink}>
      {children}
      <FormActions>
        <CancelButton />
        <SubmitButton>{submitLabel}</SubmitButton>
      </FormActions>
    </Form>
  )
}
