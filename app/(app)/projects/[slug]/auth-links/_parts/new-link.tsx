'use client'

import { Plus } from 'lucide-react'
import { useContext, useState } from 'react'
import { LinkDialog } from '#components/secret/link-dialog.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Field, FieldNotes } from '#components/ui/field.tsx'
import { FormContext } from '#components/ui/form/context.ts'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { Askable } from '#lib/auth-links/list-askable.ts'
import { expiresInDaysDefault, expiresInDaysMax } from '#lib/auth-links/schema.ts'
import { createLinkAction } from '../actions.ts'

type Props = {
  project: string
  connections: Askable[]
  preselected?: string | undefined
  email?: string | undefined
}

export function NewLink(props: Props) {
  const { connections, preselected } = props
  return (
    <LinkDialog
      label="New Auth Link"
      variant="primary"
      icon={<Plus />}
      disabled={connections.length === 0}
      startsOpen={preselected !== undefined && connections.length > 0}
      id="new-link"
      title="New Auth Link"
      description="Jetway does not send it: you copy it and pass it on."
      action={createLinkAction}
    >
      <LinkFields {...props} />
    </LinkDialog>
  )
}

function LinkFields({ project, connections, preselected, email }: Props) {
  const modes = new Set(connections.map(({ mode }) => mode))
  const first = connections.find(({ id }) => id === preselected)?.mode ?? connections[0]?.mode ?? 'per_person'
  const [mode, setMode] = useState<string>(first)
  const shown = connections.filter((connection) => connection.mode === mode)
  return (
    <>
      <input type="hidden" name="project" value={project} />
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
    </>
  )
}

function ConnectionsError() {
  const { errors } = useContext(FormContext)
  return <FieldNotes id="connections" error={errors.connectionIds} />
}
