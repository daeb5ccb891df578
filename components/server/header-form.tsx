'use client'

import { type ReactNode, useState } from 'react'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { CancelButton } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Seen } from '#components/ui/form/seen.tsx'
import { WhomItTouches } from '#components/ui/form/whom-it-touches.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { toHeaderParts } from '#lib/servers/merge-header.ts'
import { fieldsAskedBy, type HeaderInput, type InputField } from '#lib/servers/schema.ts'

/**
 * One header, edited or new. Its value's `{fields}` get their questions while it is written, but for those that one of
 * the `others` has declared and this one has not had so far.
 */
export function HeaderForm({
  action,
  header,
  others,
  hidden,
}: {
  action: BoundAction
  header?: HeaderInput
  others: HeaderInput[]
  hidden: Record<string, string>
}) {
  const [template, setTemplate] = useState(header?.template ?? '')
  const known = new Map(header?.fields.map((field) => [field.name, field]))
  const names = fieldsAskedBy(template)
  return (
    <Form action={action} id={`header-${header?.name ?? 'new'}`}>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {header && <input type="hidden" name="original" value={header.name} />}
      {header && <Seen values={toHeaderParts(header)} />}
      <Field name="header.name" label="Name" required>
        <TextInput mono defaultValue={header?.name} placeholder="Authorization" autoComplete="off" maxLength={128} />
      </Field>
      <Field
        name="header.template"
        label="Value"
        required
        help="Write {names} where people’s values go. You are never asked for a value yourself."
      >
        <TextInput
          mono
          defaultValue={template}
          placeholder="Bearer {access_token}"
          autoComplete="off"
          maxLength={500}
          onChange={(event) => setTemplate(event.target.value)}
        />
      </Field>
      <Field name="header.help" label="What it is for">
        <TextInput defaultValue={header?.help} maxLength={500} />
      </Field>
      <input type="hidden" name="header.isRequired" value="off" />
      <Checkbox
        name="header.isRequired"
        label="Required"
        help="Without it nobody is connected; when not required it is left out for people who give no value."
        defaultChecked={header?.isRequired ?? true}
      />
      {names.map((name, index) => {
        const uses = others.filter(({ fields }) => fields.some((field) => field.name === name))
        const [declared] = known.has(name) ? [] : uses
        const props = { name, path: `header.fields.${index}`, alsoIn: uses.map((use) => use.name).join(', ') }
        return declared ? (
          <SharedField key={name} {...props} field={declared.fields.find((field) => field.name === name)} />
        ) : (
          <FieldQuestions key={name} {...props} field={known.get(name)} />
        )
      })}
      <WhomItTouches />
      <FormActions>
        <CancelButton />
        <SubmitButton>{header ? 'Save header' : 'Add header'}</SubmitButton>
      </FormActions>
    </Form>
  )
}

/** `alsoIn`: the other headers that the value goes into. */
type FieldProps = { name: string; path: string; field: InputField | undefined; alsoIn: string }

/** A field that another header has declared: asked for once, so there is nothing to say about it here. */
function SharedField({ name, path, field, alsoIn }: FieldProps) {
  return (
    <FieldBox name={name} path={path}>
      <input type="hidden" name={`${path}.label`} value={field?.label} />
      <input type="hidden" name={`${path}.isSecret`} value={field?.isSecret ? 'on' : 'off'} />
      <p className="text-muted text-sm">
        The same value as in {alsoIn}: people fill in “{field?.label}” once. Its label is set there.
      </p>
    </FieldBox>
  )
}

function FieldBox({ name, path, children }: { name: string; path: string; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 rounded-md border p-4">
      <legend className="px-1 font-mono text-sm">{`{${name}}`}</legend>
      <input type="hidden" name={`${path}.name`} value={name} />
      {children}
    </fieldset>
  )
}

function FieldQuestions({ name, path, field, alsoIn }: FieldProps) {
  return (
    <FieldBox name={name} path={path}>
      {alsoIn && (
        <p className="text-muted text-sm">The same value goes into {alsoIn}: what you change here holds there too.</p>
      )}
      {field?.default !== undefined && <input type="hidden" name={`${path}.default`} value={field.default} />}
      {field?.choices?.map((choice, position) => (
        <input key={choice} type="hidden" name={`${path}.choices.${position}`} value={choice} />
      ))}
      <Field name={`${path}.label`} label="Label" required help="How the field is called in the Auth Link.">
        <TextInput defaultValue={field?.label ?? toLabel(name)} maxLength={100} />
      </Field>
      <Field name={`${path}.help`} label="Where people find it">
        <TextInput defaultValue={field?.help} placeholder="Settings → API keys" maxLength={500} />
      </Field>
      <Field name={`${path}.helpUrl`} label="Link to instructions">
        <TextInput
          type="url"
          mono
          defaultValue={field?.helpUrl}
          placeholder="https://example.com/docs"
          maxLength={500}
        />
      </Field>
      <Field name={`${path}.placeholder`} label="Placeholder" help="How a value begins, never a real one.">
        <TextInput mono defaultValue={field?.placeholder} maxLength={100} />
      </Field>
      <input type="hidden" name={`${path}.isSecret`} value="off" />
      <Checkbox
        name={`${path}.isSecret`}
        label="Secret"
        help="Hidden while it is typed and never shown again."
        defaultChecked={field?.isSecret ?? true}
      />
    </FieldBox>
  )
}

function toLabel(name: string): string {
  const words = name.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
