'use client'

import { Plus } from 'lucide-react'
import { useContext, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { CancelButton, Dialog } from '#components/ui/dialog.tsx'
import { Field, FieldNotes } from '#components/ui/field.tsx'
import { FormContext } from '#components/ui/form/context.ts'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { IssuedLink } from '#lib/auth-links/create-link.ts'
import type { Askable } from '#lib/auth-links/list-askable.ts'
import { expiresInDaysDefault, expiresInDaysMax } from '#lib/auth-links/schema.ts'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { IssuedLinkBox } from './issued-link.tsx'

type Props = {
  action: BoundAction<IssuedLink>
  connections: Askable[]
  preselected?: string | undefined
  email?: string | undefined
}

/** Makes a link and shows its address once, in the same dialog. */
export function NewLink({ action, connections, preselected, email }: Props) {
  const [isOpen, setOpen] = useState(preselected !== undefined)
  const [link, setLink] = useState<IssuedLink | null>(null)

  function close() {
    setOpen(false)
    setLink(null)
  }

  return (
    <>
      <Button variant="primary" icon={<Plus />} disabled={connections.length === 0} onClick={() => setOpen(true)}>
        New Auth Link
      </Button>
      <Dialog
        open={isOpen}
        onClose={close}
        wide
        title={link ? 'Send this link' : 'New Auth Link'}
        description={link ? undefined : 'Jetway does not send it: you copy it and pass it on.'}
      >
        {link ? (
          <div className="flex flex-col gap-4">
            <IssuedLinkBox link={link} />
            <FormActions>
              <Button onClick={close}>Done</Button>
            </FormActions>
          </div>
        ) : (
          <NewLinkForm
            action={action}
            connections={connections}
            preselected={preselected}
            email={email}
            onDone={(data) => setLink(data ?? null)}
          />
        )}
      </Dialog>
    </>
  )
}

function NewLinkForm({
  action,
  connections,
  preselected,
  email,
  onDone,
}: Props & { onDone: (link: IssuedLink | undefined) => void }) {
  const modes = new Set(connections.map(({ mode }) => mode))
  const first = connections.find(({ id }) => id === preselected)?.mode ?? connections[0]?.mode ?? 'per_person'
  const [mode, setMode] = useState<string>(first)
  const shown = connections.filter((connection) => connection.mode === mode)
  return (
    <Form action={action} id="new-link" onDone={onDone}>
      <Field name="email" label="E-mail address" help="Of the one person the link is for." required>
        <TextInput type="email" autoComplete="off" defaultValue={email} placeholder="ben@example.com" autoFocus />
      </Field>
      {modes.size > 1 ? (
        <RadioGroup
          name="credentialMode"
          label="Whose credentials"
          options={[
            { value: 'per_person', label: 'Their own', description: 'Their agents work as them.' },
            { value: 'shared', label: 'The shared set', description: 'Everyone’s agents use what they give.' },
          ]}
          defaultValue={first}
          onChange={setMode}
          cards
        />
      ) : (
        <input type="hidden" name="credentialMode" value={first} />
      )}
      <fieldset key={mode} className="flex min-w-0 flex-col gap-2">
        <legend className="mb-1.5 font-medium">Connections</legend>
        {shown.map(({ id, slug, server }) => (
          <Checkbox
            key={id}
            name="connectionIds[]"
            value={id}
            label={server}
            help={slug}
            defaultChecked={id === preselected || shown.length === 1}
          />
        ))}
        <ConnectionsError />
      </fieldset>
      <Field name="expiresInDays" label="Expires after (days)" required>
        <TextInput type="number" min={1} max={expiresInDaysMax} defaultValue={expiresInDaysDefault} />
      </Field>
      <FormActions>
        <CancelButton />
        <SubmitButton>Make link</SubmitButton>
      </FormActions>
    </Form>
  )
}

function ConnectionsError() {
  const { errors } = useContext(FormContext)
  return <FieldNotes id="connections" error={errors.connectionIds} />
}
