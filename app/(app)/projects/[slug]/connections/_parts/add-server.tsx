'use client'

import { useState } from 'react'
import { ButtonLink } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { ConnectableServer } from '#lib/projects/connections/list-connectable.ts'
import { slugLimits } from '#lib/servers/schema.ts'
import { connectServerAction } from '../actions.ts'
import { modeOptions } from './mode-options.ts'

/** Connects a server of the library; slug and mode follow the chosen server until they are changed. */
export function AddServer({
  project,
  servers,
  chosen,
  canTakeIn,
}: {
  project: string
  servers: ConnectableServer[]
  chosen: string
  /** Whether this person may take servers into the library. */
  canTakeIn: boolean
}) {
  const [serverId, setServerId] = useState(servers.some((server) => server.id === chosen) ? chosen : '')
  const server = servers.find((one) => one.id === serverId)
  if (servers.length === 0) return <EmptyLibrary project={project} canTakeIn={canTakeIn} />
  return (
    <Panel title="Add server" description="Its tools appear at the project’s endpoint under the slug you give it here.">
      <Form action={connectServerAction} id="add-server">
        <input type="hidden" name="project" value={project} />
        <Field name="serverId" label="Server" required>
          <Select
            autoFocus
            placeholder="Choose a server"
            options={servers.map(({ id, name, host }) => ({ value: id, label: `${name} (${host})` }))}
            value={serverId}
            onChange={(event) => setServerId(event.target.value)}
          />
        </Field>
        <Field
          name="slug"
          label="Slug"
          help="Agents see its tools as slug__tool. Left empty, the server’s own is used."
        >
          <TextInput key={`slug-${serverId}`} mono defaultValue={server?.slug} {...slugLimits} autoComplete="off" />
        </Field>
        <RadioGroup
          key={`mode-${serverId}`}
          name="mode"
          label="Whose credentials"
          cards
          options={modeOptions}
          defaultValue={server?.mode ?? 'per_person'}
        />
        <FormActions>
          <ButtonLink href={`/projects/${project}/connections`} variant="quiet">
            Cancel
          </ButtonLink>
          <SubmitButton>Add server</SubmitButton>
        </FormActions>
      </Form>
    </Panel>
  )
}

function EmptyLibrary({ project, canTakeIn }: { project: string; canTakeIn: boolean }) {
  return (
    <Panel title="Add server">
      <p>
        The Server Library is empty. {canTakeIn ? 'Take a server in first' : 'An admin takes a server in first'}; then
        it can be added here.
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        {canTakeIn ? (
          <ButtonLink href="/servers/new" variant="primary">
            New Server
          </ButtonLink>
        ) : (
          <ButtonLink href="/servers" variant="primary">
            Open the Server Library
          </ButtonLink>
        )}
        <ButtonLink href={`/projects/${project}/connections`} variant="quiet">
          Cancel
        </ButtonLink>
      </div>
    </Panel>
  )
}
