'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Alert } from '#components/ui/alert.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { SecretOnce } from '#components/ui/secret-once.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { KeyHolder } from '#lib/projects/list-key-holders.ts'
import { issueKeyAction, type ShownKey } from '../actions.ts'
import { ClientSetup, type Endpoint } from './client-setup.tsx'

type Props = { project: string; endpoint: Endpoint; isMember: boolean; others: KeyHolder[] }

/** Makes a key, and shows it the only time it can be seen. Closing forgets it. */
export function NewKey(props: Props) {
  const [open, setOpen] = useState(false)
  const [shown, setShown] = useState<ShownKey | null>(null)
  const close = () => {
    setOpen(false)
    setShown(null)
  }
  return (
    <>
      <Button variant="primary" icon={<Plus />} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        New key
      </Button>
      <Dialog open={open} onClose={close} wide title={shown ? `Key ${shown.name}` : 'New key'}>
        {shown ? (
          <KeyOnce shown={shown} endpoint={props.endpoint} onClose={close} />
        ) : (
          <KeyForm {...props} onDone={setShown} />
        )}
      </Dialog>
    </>
  )
}

function KeyForm({ project, isMember, others, onDone }: Props & { onDone: (shown: ShownKey) => void }) {
  const me = isMember ? [{ value: '', label: 'Me' }] : []
  const people = others.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))
  return (
    <Form<ShownKey> action={issueKeyAction} id="new-key" onDone={(data) => data && onDone(data)}>
      <input type="hidden" name="project" value={project} />
      <Field name="name" label="Name" help="Which agent will hold it, such as Claude Code on Mia’s laptop." required>
        <TextInput autoFocus autoComplete="off" maxLength={60} />
      </Field>
      {others.length > 0 && (
        <Field
          name="personId"
          label="Acts for"
          help="A key for someone else works after that person has allowed it, under My connections."
          required={!isMember}
        >
          <Select options={[...me, ...people]} placeholder={isMember ? undefined : 'Choose a person'} />
        </Field>
      )}
      <Field name="expiresOn" label="Last day" help="Left empty, it works until someone revokes it. At most a year.">
        <TextInput type="date" />
      </Field>
      <FormActions>
        <SubmitButton>Make key</SubmitButton>
      </FormActions>
    </Form>
  )
}

function KeyOnce({ shown, endpoint, onClose }: { shown: ShownKey; endpoint: Endpoint; onClose: () => void }) {
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <SecretOnce label="The key" value={shown.text} />
      {shown.state === 'pending' && (
        <Alert tone="info" title={`It works after ${shown.person} has allowed it`}>
          They find it under My connections, or on the last page of their auth link.
        </Alert>
      )}
      <ClientSetup endpoint={endpoint} secret={shown.text} />
      <FormActions>
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      </FormActions>
    </div>
  )
}
