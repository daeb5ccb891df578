'use client'

import { useContext } from 'react'
import { Alert } from '#components/ui/alert.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormContext } from '#components/ui/form/context.ts'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import { SecretInput } from '#components/ui/secret-input.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { ConnectionToGive, FieldView } from '#lib/auth-links/giving/view.ts'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { FieldHelp } from './field-help.tsx'

export type Asked = Pick<ConnectionToGive, 'connectionId' | 'server' | 'fields'>

/** The fields of one server. What is typed stays in the browser until the server has taken it. */
export function CredentialForm({
  asked,
  action,
  verb = 'Connect',
}: {
  asked: Asked
  action: BoundAction
  verb?: 'Connect' | 'Replace'
}) {
  const { connectionId, server, fields } = asked
  return (
    <Form action={action} id={`give-${connectionId}`}>
      <input type="hidden" name="connectionId" value={connectionId} />
      {fields.map((field) => (
        <Field
          key={field.name}
          name={field.name}
          label={field.label}
          help={(field.help || field.helpUrl) && <FieldHelp field={field} />}
          required={field.isRequired}
        >
          <Control field={field} />
        </Field>
      ))}
      <SubmitButton wide>{verb === 'Connect' ? `Connect ${server}` : 'Replace'}</SubmitButton>
      <Trying server={server} />
      <StoreAnyway server={server} />
    </Form>
  )
}

function Control({ field }: { field: FieldView }) {
  const { choices, isSecret, placeholder } = field
  if (choices)
    return (
      <Select
        options={choices.map((choice) => ({ value: choice, label: choice }))}
        placeholder="Choose…"
        defaultValue={field.default}
      />
    )
  if (isSecret) return <SecretInput placeholder={placeholder} />
  const inputMode = field.isNumber ? 'decimal' : undefined
  return (
    <TextInput
      placeholder={placeholder}
      defaultValue={field.default}
      inputMode={inputMode}
      autoComplete="off"
      spellCheck={false}
    />
  )
}

function Trying({ server }: { server: string }) {
  const { isPending } = useContext(FormContext)
  return (
    <p role="status" className="text-center text-muted text-sm empty:hidden">
      {isPending ? `Trying it with ${server}. This takes a few seconds.` : ''}
    </p>
  )
}

/** Comes after the form's own button, so that Enter always tries again without it. */
function StoreAnyway({ server }: { server: string }) {
  const { errors } = useContext(FormContext)
  if (!errors.storeUnverified) return null
  return (
    <Alert tone="warning">
      <p>
        {errors.storeUnverified} It is tried again as soon as {server} answers; until then it is marked as not verified.
      </p>
      <div className="mt-3">
        <SubmitButton variant="secondary" size="sm" name="storeUnverified" value="on">
          Store anyway
        </SubmitButton>
      </div>
    </Alert>
  )
}
