import { Field } from '#components/ui/field.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { ConnectionSettings } from '#lib/projects/connections/get-connection.ts'
import { waits } from '#lib/projects/connections/schema.ts'

const fields = [
  ['answerSeconds', 'Answer, in seconds', 'For opening a session and listing tools.'],
  ['silenceMinutes', 'Silence, in minutes', 'How long a call may go on without a word of the server.'],
  ['totalMinutes', 'Call, in minutes', 'How long a call may take in all.'],
] as const

/** How long is waited for this server. */
export function Waits({ values }: { values: ConnectionSettings['waits'] }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-4">
      <legend className="mb-2 font-medium text-sm">How long is waited</legend>
      <div className="grid gap-4 sm:grid-cols-3">
        {fields.map(([name, label, help]) => (
          <Field key={name} name={name} label={label} help={help} required>
            <TextInput type="number" inputMode="numeric" min={1} max={waits[name].max} defaultValue={values[name]} />
          </Field>
        ))}
      </div>
    </fieldset>
  )
}
