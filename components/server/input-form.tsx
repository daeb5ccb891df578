'use client'

import { type ReactNode, useState } from 'react'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { CancelButton } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Seen } from '#components/ui/form/seen.tsx'
import { WhomItTouches } from '#components/ui/form/whom-it-touches.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { keyOf, showName } from '#lib/servers/inputs/key-of.ts'
import { toInputParts } from '#lib/servers/inputs/merge-input.ts'
import { fieldsAskedBy, type Input, type InputField } from '#lib/servers/inputs/schema.ts'

/**
 * One header or parameter, edited or new. Its value's `{fields}` get their questions while it is written, but for those that
 * one of the `others` has declared and this one has not had so far.
 */
export function InputForm({
  action,
  input,
  others,
  hidden,
}: {
  action: BoundAction
  input?: Input
  others: Input[]
  hidden: Record<string, string>
}) {
  const [template, setTemplate] = useState(input?.template ?? '')
  const [location, setLocation] = useState<string>(input?.location ?? 'header')
  const known = new Map(input?.fields.map((field) => [field.name, field]))
  const names = fieldsAskedBy(template)
  const isPath = input?.location === 'path'
  return (
    <Form action={action} id={`input-${input ? keyOf(input) : 'new'}`}>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {input && <input type="hidden" name="original" value={keyOf(input)} />}
      {input && <Seen values={toInputParts(input)} />}
      {isPath ? <InPath name={input.name} /> : <Place input={input} location={location} onChange={setLocation} />}
      <Field
        name="input.template"
        label="Value"
        required
        help={
          location === 'header'
            ? 'Write {names} where people’s values go, base64({user}:{token}) for Basic. You are never asked for a value yourself.'
            : 'Write {names} where people’s values go. You are never asked for a value yourself.'
        }
      >
        <TextInput
          mono
          defaultValue={template}
          placeholder={location === 'header' ? 'Bearer {access_token}' : '{access_token}'}
          autoComplete="off"
          maxLength={500}
          onChange={(event) => setTemplate(event.target.value)}
        />
      </Field>
      <Field name="input.help" label="What it is for">
        <TextInput defaultValue={input?.help} maxLength={500} />
      </Field>
      <input type="hidden" name="input.isRequired" value={isPath ? 'on' : 'off'} />
      {!isPath && (
        <Checkbox
          name="input.isRequired"
          label="Required"
          help="Without it nobody is connected; when not required it is left out for people who give no value."
          defaultChecked={input?.isRequired ?? true}
        />
      )}
      {names.map((name, index) => {
        const uses = others.filter(({ fields }) => fields.some((field) => field.name === name))
        const [declared] = known.has(name) ? [] : uses
        const props = { name, path: `input.fields.${index}`, alsoIn: uses.map(showName).join(', ') }
        return declared ? (
          <SharedField key={name} {...props} field={declared.fields.find((field) => field.name === name)} />
        ) : (
          <FieldQuestions key={name} {...props} field={known.get(name)} />
        )
      })}
      <WhomItTouches />
      <FormActions>
        <CancelButton />
        <SubmitButton>{input ? 'Save' : 'Add'}</SubmitButton>
      </FormActions>
    </Form>
  )
}

/** The address itself says where it goes. */
function InPath({ name }: { name: string }) {
  return (
    <>
      <input type="hidden" name="input.location" value="path" />
      <input type="hidden" name="input.name" value={name} />
      <p className="text-muted text-sm">
        It takes the place of <code className="font-mono">{`{${name}}`}</code> in the address.
      </p>
    </>
  )
}

type PlaceProps = { input: Input | undefined; location: string; onChange: (location: string) => void }

function Place({ input, location, onChange }: PlaceProps) {
  return (
    <>
      <Field name="input.location" label="Sent as">
        <Select
          defaultValue={input?.location ?? 'header'}
          options={[
            { value: 'header', label: 'Header' },
            { value: 'query', label: 'Parameter of the address' },
          ]}
          onChange={(event) => onChange(event.target.value)}
        />
      </Field>
      <Field name="input.name" label="Name" required>
        <TextInput
          mono
          defaultValue={input?.name}
          placeholder={location === 'header' ? 'Authorization' : 'api_key'}
          autoComplete="off"
          maxLength={128}
        />
      </Field>
    </>
  )
}

/** `alsoIn`: the other headers and parameters that the value goes into. */
type FieldProps = { name: string; path: string; field: InputField | undefined; alsoIn: string }

/** A field that another one has declared: asked for once, so there is nothing to say about it here. */
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
      <ValueKind path={path} field={field} />
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

/** What values it takes. Choices with a comma in them are kept as they are: a form has no place for them. */
function ValueKind({ path, field }: Pick<FieldProps, 'path' | 'field'>) {
  const isListed = field?.choices?.some((choice) => choice.includes(','))
  return (
    <>
      {isListed ? (
        field?.choices?.map((choice, position) => (
          <input key={choice} type="hidden" name={`${path}.choices.${position}`} value={choice} />
        ))
      ) : (
        <Field
          name={`${path}.choices`}
          label="Choices"
          help="Divided by commas, such as eu, us. Without any the value is typed."
        >
          <TextInput mono defaultValue={field?.choices?.join(', ')} autoComplete="off" maxLength={2000} />
        </Field>
      )}
      <Field name={`${path}.default`} label="Default" help="Sent for people who give none. Never a secret.">
        <TextInput mono defaultValue={field?.default} autoComplete="off" maxLength={500} />
      </Field>
      <Field name={`${path}.format`} label="Kind">
        <Select
          defaultValue={field?.format ?? ''}
          options={[
            { value: '', label: 'Text' },
            { value: 'number', label: 'Number' },
          ]}
        />
      </Field>
    </>
  )
}

function toLabel(name: string): string {
  const words = name.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
