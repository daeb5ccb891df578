import { FieldHelp } from '#components/credential/field-help.tsx'
import { Field } from '#components/ui/field.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { HeaderInput, InputField } from '#lib/servers/schema.ts'

/** The fields of an Auth Link as people will find them; nothing can be typed here. */
export function HeaderPreview({ headers }: { headers: HeaderInput[] }) {
  const fields = askedOnce(headers)
  return (
    <Panel title="What people will see" description="In an Auth Link, on their phone or at a desk.">
      {fields.length === 0 ? (
        <p className="text-muted">Nothing to fill in: the connection works at once.</p>
      ) : (
        <div className="flex max-w-md flex-col gap-5">
          {fields.map((field) => (
            <PreviewField key={field.name} field={field} />
          ))}
        </div>
      )}
    </Panel>
  )
}

/** A field that stands in several headers is needed as soon as one of them is. */
function askedOnce(headers: HeaderInput[]): InputField[] {
  const fields = new Map<string, InputField>()
  for (const field of headers.flatMap((header) => header.fields)) {
    const isRequired = field.isRequired || fields.get(field.name)?.isRequired === true
    fields.set(field.name, { ...field, isRequired })
  }
  return [...fields.values()]
}

function PreviewField({ field }: { field: InputField }) {
  return (
    <Field
      name={`preview-${field.name}`}
      label={field.isRequired ? field.label : `${field.label} (optional)`}
      help={(field.help || field.helpUrl) && <FieldHelp field={field} />}
    >
      {field.choices ? (
        <Select
          disabled
          defaultValue={field.default}
          options={field.choices.map((choice) => ({ value: choice, label: choice }))}
        />
      ) : (
        <TextInput disabled mono placeholder={field.placeholder || (field.isSecret ? '••••••••••••' : '')} />
      )}
    </Field>
  )
}
