'use client'

import { useState } from 'react'
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
import { Waits } from './waits.tsx'

const policyOptions = [
  { value: 'all', label: 'All tools', description: 'Also those the server brings later.' },
  { value: 'chosen', label: 'Chosen tools', description: 'New tools of the server stay off until you allow them.' },
]

export function ConnectionForm({ project, connection }: { project: string; connection: ConnectionSettings }) {
  const [policy, setPolicy] = useState<string>(connection.toolPolicy)
  return (
    <Form action={updateConnectionAction} id="connection">
      <input type="hidden" name="project" value={project} />
      <input type="hidden" name="id" value={connection.id} />
      <input type="hidden" name="before" value={connection.slug} />
      <Seen values={connection.seen} />
      <Field
        name="slug"
        label="Slug"
        help="Part of the endpoint and of tool names: if you change it, agents need the new one."
        required
      >
        <TextInput mono defaultValue={connection.slug} {...slugLimits} autoComplete="off" />
      </Field>
      <RadioGroup name="mode" label="Whose credentials" cards options={modeOptions} defaultValue={connection.mode} />
      <RadioGroup
        name="toolPolicy"
        label="Tools agents may use"
        cards
        options={policyOptions}
        defaultValue={connection.toolPolicy}
        onChange={setPolicy}
      />
      {policy === 'chosen' && <ToolChooser tools={connection.tools} isNew={connection.toolPolicy === 'all'} />}
      <Waits values={connection.waits} />
      <WhomItTouches />
      <FormActions>
        <SubmitButton>Save</SubmitButton>
      </FormActions>
    </Form>
  )
}
