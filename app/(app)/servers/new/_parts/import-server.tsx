import { FileInput } from 'lucide-react'
import { CancelButton, DialogButton } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { TextArea, TextInput } from '#components/ui/text-input.tsx'
import { importServerAction } from '../actions.ts'

/** Begins a server of one's own from what somebody has written down. */
export function ImportServer() {
  return (
    <DialogButton
      label="Import"
      icon={<FileInput />}
      title="Import a server"
      description="From a server.json of the MCP registry, or from the mcp.json of a client. Headers become what people are asked for; values in it are left out and kept nowhere."
      wide
    >
      <Form action={importServerAction} id="import-server">
        <Field name="secret.text" label="server.json or mcp.json" required>
          <TextArea mono rows={10} spellCheck={false} autoComplete="off" />
        </Field>
        <Field name="which" label="Name" help="Only where there are several servers in it.">
          <TextInput autoComplete="off" />
        </Field>
        <FormActions>
          <CancelButton />
          <SubmitButton>Import</SubmitButton>
        </FormActions>
      </Form>
    </DialogButton>
  )
}
