'use client'

import { useState } from 'react'
import { Alert } from '#components/ui/alert.tsx'
import { Field } from '#components/ui/field.tsx'
import { Seen } from '#components/ui/form/seen.tsx'
import { WhomItTouches } from '#components/ui/form/whom-it-touches.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { ConnectionSettings } from '#lib/projects/connections/get-connection.ts'
import { slugLimits } from '#lib/servers/schema.ts'
import { modeOptions } from '../../_parts/mode-options.ts'
import { updateConnectionAction } from '../actions.ts'
import { ToolChooser } from './tool-chooser.tsx'

const policyOptions = [
  { value: 'all', label: 'All tools', description: 'Also those the server brings later.' },
  { value: 'chosen', label: 'Chosen tools', description: 'New tools of the server stay off until you allow them.' },
]

export function ConnectionForm({ project, connection }: { project: string; connection: ConnectionSettings }) {
  const [mode, setMode] = useState<string>(connection.mode)
  const [policy, setPolicy] = useState<string>(connection.toolPolicy)
  return (
    <Form action={updateConnectionAction} id="connection">
      <input type="hidden" name="project" value={project} />
      <input type="hidden" name="id" value={connection.id} />
      <input type="hidden" name="before" value={connection.slug} />
      <Seen values={connection.seen} />
      <Field name="slug" label="Slug" help="Part of the endpoint and of tool names: agents need the new one." required>
        <TextInput mono defaultValue={connection.slug} {...slugLimits} autoComplete="off" />
      </Field>
      <RadioGroup
        name="mode"
        label="Whose credentials"
        cards
        options={modeOptions}
        defaultValue={connection.mode}
        onChange={setMode}
      />
      {mode !== connection.mode && <ModeWarning connection={connection} />}
      <RadioGroup
        name="toolPolicy"
        label="Tools agents may use"
        cards
        options={policyOptions}
        defaultValue={connection.toolPolicy}
        onChange={setPolicy}
      />
      {policy === 'chosen' && <ToolChooser tools={connection.tools} isNew={connection.toolPolicy === 'all'} />}
      <WhomItTouches />
      <FormActions>
        <SubmitButton>Save</SubmitButton>
      </FormActions>
    </Form>
  )
}

/** What is kept and what must be given anew. */
function ModeWarning({ connection }: { connection: ConnectionSettings }) {
  const { perPerson, shared } = connection.credentials
  const toShared = connection.mode === 'per_person'
  const [kept, waiting] = toShared ? [perPerson, shared] : [shared, perPerson]
  return (
    <Alert tone="warning" title={toShared ? 'One set for all agents' : 'Everyone gives their own'}>
      {kept > 0 && 'What was given before is kept, unused, until you change back or someone revokes it. '}
      {waiting > 0
        ? 'What was given in this mode earlier works again.'
        : 'Calls are turned away until credentials are given in this mode: send an auth link after saving.'}
    </Alert>
  )
}
