import { FieldHelp } from '#components/credential/field-help.tsx'
import { Field } from '#components/ui/field.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { Input } from '#lib/servers/inputs/schema.ts'
import { type AskedField, askedFields } from '#lib/servers/inputs/shared-fields.ts'

/** The fields of an Auth Link as people will find them; nothing can be typed here. */
export function InputPreview({ inputs }: { inputs: Input[] }) {
  const fields = askedFields(inputs)
  return (
    <Panel title="What people will see" description="In an Auth Link, on their phone or at a desk.">
      {fields.length === 0 ? (
        <p className="text-muted">
          {inputs.length === 0
            ? 'Nothing: nobody is asked for anything.'
            : 'No field: they only confirm that they connect.'}
        </p>
      ) : (
        <div className="flex max-w-md flex-col gap-5">
          {fields.map((asked) => (
            <PreviewField key={asked.field.name} asked={asked} />
          ))}
        </div>
      )}
    </Panel>
  )
}

function PreviewField({ asked: { field, isNeeded } }: { asked: AskedField }) {
  return (
    <Field
      name={`preview-${field.name}`}
      label={isNeeded ? field.label : `${field.label} (optional)`}
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
