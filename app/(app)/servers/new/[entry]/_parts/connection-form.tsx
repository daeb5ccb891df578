'use client'

import { useRef, useState } from 'react'
import { type CheckChoice, LiveCheck } from '#components/server/live-check.tsx'
import { toPlace } from '#components/server/to-place.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { TextArea, TextInput } from '#components/ui/text-input.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import type { OnboardingView } from '#lib/servers/onboarding/get-onboarding.ts'
import { slugLimits, toSlug } from '#lib/servers/schema.ts'
import { KeepTyped } from './keep-typed.tsx'

type Endpoint = { id: string; label: string; url: string }

type Props = {
  entryKey: string
  isCustom: boolean
  endpoints: Endpoint[]
  notes: string[]
  transport: string
  connection: OnboardingView['connection']
  check: OnboardingView['check']
  backHref: string
  save: BoundAction
  keep: BoundAction
}

export function ConnectionForm(props: Props) {
  const { entryKey, isCustom, endpoints, transport, connection } = props
  const [endpoint, setEndpoint] = useState(connection.endpoint)
  const [url, setUrl] = useState(connection.url)
  const [slug, setSlug] = useState(connection.slug)
  const slugInput = useRef<HTMLInputElement>(null)
  const isSlugOwn = useRef(connection.slug !== '')
  const chosen = endpoints.find(({ id }) => id === endpoint) ?? endpoints[0]
  const choice: CheckChoice = isCustom ? { url } : { endpoint: chosen?.id }

  /** A slug nobody has written follows the name. */
  function onName(name: string) {
    if (isSlugOwn.current || !slugInput.current) return
    const suggested = name.trim() === '' ? '' : toSlug(name)
    slugInput.current.value = suggested
    setSlug(suggested)
  }

  return (
    <Form action={props.save} id={`connection-${entryKey}`} wide asksBeforeLeaving={false}>
      <KeepTyped keep={props.keep} shown={connection}>
        <div className="flex max-w-prose flex-col gap-5">
          <input type="hidden" name="entryKey" value={entryKey} />
          {isCustom ? (
            <Field name="url" label="Address" required help="The Streamable HTTP endpoint; it often ends in /mcp.">
              <TextInput
                type="url"
                mono
                autoFocus
                placeholder="https://mcp.example.com/mcp"
                defaultValue={connection.url}
                onChange={(event) => setUrl(event.target.value)}
              />
            </Field>
          ) : (
            <EndpointChoice {...props} endpoint={chosen} onChange={setEndpoint} />
          )}
          <p className="text-muted text-sm">Transport: {transport}</p>
          <Field name="name" label="Name" required>
            <TextInput
              defaultValue={connection.name}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => onName(event.target.value)}
            />
          </Field>
          <Field
            name="slug"
            label="Slug"
            required
            help={
              <>
                Tools appear as <code className="font-mono">{`${slug || 'slug'}__search`}</code>
              </>
            }
          >
            <TextInput
              mono
              defaultValue={connection.slug}
              {...slugLimits}
              autoComplete="off"
              ref={slugInput}
              onChange={(event) => {
                isSlugOwn.current = event.target.value !== ''
                setSlug(event.target.value)
              }}
            />
          </Field>
          <Field name="description" label="Description">
            <TextArea defaultValue={connection.description} rows={2} maxLength={500} />
          </Field>
        </div>
      </KeepTyped>
      <LiveCheck
        action={`/servers/new/${entryKey}/check`}
        choice={choice}
        target={isCustom ? completeUrl(url) : (chosen?.url ?? '')}
        initial={props.check}
      />
      <FormActions>
        <ButtonLink href={props.backHref} variant="quiet">
          Back
        </ButtonLink>
        <SubmitButton>Continue to Authorization</SubmitButton>
      </FormActions>
    </Form>
  )
}

function EndpointChoice({
  endpoints,
  notes,
  endpoint,
  onChange,
}: Props & { endpoint: Endpoint | undefined; onChange: (id: string) => void }) {
  const help = notes.length > 0 && notes.map((note) => <p key={note}>{note}</p>)
  if (endpoints.length > 1) {
    return (
      <RadioGroup
        name="endpoint"
        label="Endpoint"
        cards
        required
        defaultValue={endpoint?.id}
        onChange={onChange}
        help={help}
        options={endpoints.map(({ id, label, url }) => ({ value: id, label, description: toPlace(url) }))}
      />
    )
  }
  return (
    <div>
      <input type="hidden" name="endpoint" value={endpoint?.id ?? ''} />
      <p className="font-medium">Endpoint</p>
      <p className="wrap-anywhere font-mono text-[0.93em]">{endpoint?.url}</p>
      {help && <div className="mt-1 text-muted text-sm">{help}</div>}
    </div>
  )
}

/** Nothing is checked before an address is complete. */
function completeUrl(typed: string): string {
  const url = URL.parse(typed.trim())
  return url && /^https?:$/.test(url.protocol) && /^localhost$|[.:]/.test(url.host) ? url.href : ''
}
