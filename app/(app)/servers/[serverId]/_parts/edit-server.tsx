import { Pencil } from 'lucide-react'
import { CancelButton, DialogButton } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Seen } from '#components/ui/form/seen.tsx'
import { WhomItTouches } from '#components/ui/form/whom-it-touches.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextArea, TextInput } from '#components/ui/text-input.tsx'
import type { ServerDetails } from '#lib/servers/get-server.ts'
import { slugLimits } from '#lib/servers/schema.ts'
import { credentialModes } from '../../_parts/credential-modes.ts'
import { updateServerAction } from '../actions.ts'

export function EditServer({ server }: { server: ServerDetails }) {
  const { credentials } = server.goesWith
  return (
    <DialogButton label="Edit" icon={<Pencil />} title={`Edit ${server.name}`} wide>
      <Form action={updateServerAction} id="edit-server">
        <input type="hidden" name="serverId" value={server.id} />
        <Seen values={seenOf(server)} />
        <Field name="name" label="Name" required>
          <TextInput defaultValue={server.name} maxLength={100} />
        </Field>
        <Field name="slug" label="Slug" required help="For new connections. Those that exist keep theirs.">
          <TextInput mono defaultValue={server.slug} {...slugLimits} />
        </Field>
        <Field name="description" label="Description">
          <TextArea defaultValue={server.description} rows={2} maxLength={500} />
        </Field>
        <Field
          name="url"
          label="Address"
          required
          help={
            credentials === 0
              ? 'The Streamable HTTP endpoint.'
              : 'Values that people have stored are for this address only: changing it removes them, and they are asked again.'
          }
        >
          <TextInput type="url" mono defaultValue={server.url} />
        </Field>
        <Field name="credentialMode" label="Whose values new connections use">
          <Select options={credentialModes} defaultValue={server.credentialMode} />
        </Field>
        <WhomItTouches />
        <FormActions>
          <CancelButton />
          <SubmitButton>Save</SubmitButton>
        </FormActions>
      </Form>
    </DialogButton>
  )
}

function seenOf({ name, slug, description, url, credentialMode }: ServerDetails) {
  return { name, slug, description, url, credentialMode }
}
