'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { SecretDialog } from '#components/secret/secret-dialog.tsx'
import { SecretOnce } from '#components/secret/secret-once.tsx'
import { Alert } from '#components/ui/alert.tsx'
import { Field } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { KeyHolder } from '#lib/projects/list-key-holders.ts'
import { issueKeyAction, type ShownKey } from '../actions.ts'
import { ClientSetup, type Endpoint } from './client-setup.tsx'

type Props = { project: string; endpoint: Endpoint; isMember: boolean; others: KeyHolder[] }

/** Makes a key, and shows it with the lines that a client needs. */
export function NewKey({ project, endpoint, isMember, others }: Props) {
  return (
    <SecretDialog<ShownKey>
      label="New key"
      variant="primary"
      icon={<Plus />}
      id="new-key"
      title="New key"
      action={issueKeyAction}
      submitLabel="Make key"
      shownTitle="Copy this key"
      show={(key) => <KeyOnce shown={key} endpoint={endpoint} others={others} />}
    >
      <input type="hidden" name="project" value={project} />
      <Field name="name" label="Name" help="Which agent will hold it, such as Claude Code on Mia’s laptop." required>
        <TextInput autoFocus autoComplete="off" maxLength={60} />
      </Field>
      {others.length > 0 && <Holder isMember={isMember} others={others} />}
      <Field name="expiresOn" label="Last day" help="Left empty, it works until someone revokes it. At most a year.">
        <TextInput type="date" />
      </Field>
    </SecretDialog>
  )
}

function Holder({ isMember, others }: Pick<Props, 'isMember' | 'others'>) {
  const me = isMember ? [{ value: '', label: 'Me' }] : []
  const people = others.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))
  const [personId, setPersonId] = useState('')
  const holder = others.find(({ id }) => id === personId)
  return (
    <Field
      name="personId"
      label="Acts for"
      help={`A key for someone else works after that person has allowed it${holder ? `, ${placeOf(holder)}` : ''}.`}
      required={!isMember}
    >
      <Select
        options={[...me, ...people]}
        placeholder={isMember ? undefined : 'Choose a person'}
        onChange={(event) => setPersonId(event.target.value)}
      />
    </Field>
  )
}

/** Where a person is asked about a key. */
function placeOf({ hasAccount }: KeyHolder): string {
  return hasAccount ? 'under My connections' : 'on the last page of their auth link'
}

function KeyOnce({ shown, endpoint, others }: { shown: ShownKey } & Pick<Props, 'endpoint' | 'others'>) {
  const holder = others.find(({ email }) => email === shown.person.email)
  return (
    <>
      <SecretOnce label="The key" value={shown.text} />
      {shown.state === 'pending' && holder && (
        <Alert title={`It works after ${holder.name} has allowed it`}>They find it {placeOf(holder)}.</Alert>
      )}
      <ClientSetup endpoint={endpoint} secret={shown.text} />
    </>
  )
}
