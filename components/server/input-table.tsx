import { Pencil, Plus, Trash2 } from 'lucide-react'
import { TextLink } from '#components/ui/button.tsx'
import { Code } from '#components/ui/code.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { DialogButton } from '#components/ui/dialog.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Cell, Row, Table } from '#components/ui/table.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { capitalise, keyOf, nameInputs, showName } from '#lib/servers/inputs/key-of.ts'
import type { Input } from '#lib/servers/inputs/schema.ts'
import { InputForm } from './input-form.tsx'

/** What can be done to them; `hidden` says to whose. `consequence`: what an edit means for values already given. */
export type InputActions = {
  save: BoundAction
  remove: BoundAction
  hidden: Record<string, string>
  consequence?: string
}

const columns = [
  { label: 'Name' },
  { label: 'Value' },
  { label: 'Required' },
  { label: 'Secret' },
  { label: 'Where people find it' },
]

/** What a server is sent with every call. */
export function InputTable({
  inputs,
  actions,
  hasSignIn = false,
}: {
  inputs: Input[]
  actions?: InputActions
  hasSignIn?: boolean
}) {
  return (
    <Panel
      title={capitalise(nameInputs(inputs))}
      description={descriptionOf(inputs)}
      flush
      action={actions && <AddInput inputs={inputs} actions={actions} />}
    >
      {inputs.length === 0 ? (
        <p className="p-4 text-muted">
          {hasSignIn
            ? 'None. People sign in by OAuth instead, and each call goes out with the token of whoever it is for.'
            : 'None. Every call goes out without a credential, the same for everyone.'}
        </p>
      ) : (
        <Table
          label={capitalise(nameInputs(inputs))}
          bare
          columns={actions ? [...columns, { label: 'Actions', hideLabel: true }] : columns}
        >
          {inputs.map((input) => (
            <InputRow
              key={keyOf(input)}
              input={input}
              others={inputs.filter((other) => other !== input)}
              actions={actions}
            />
          ))}
        </Table>
      )}
    </Panel>
  )
}

function descriptionOf(inputs: Input[]): string | undefined {
  if (inputs.length === 0) return undefined
  const isAsked = inputs.some(({ fields }) => fields.length > 0)
  return `Sent with every call.${isAsked ? ' People give the values later, in an Auth Link.' : ''}`
}

function AddInput({ inputs, actions }: { inputs: Input[]; actions: InputActions }) {
  return (
    <DialogButton
      label="Add header or parameter"
      size="sm"
      icon={<Plus />}
      title="Add header or parameter"
      description={actions.consequence}
      wide
    >
      <InputForm action={actions.save} others={inputs} hidden={actions.hidden} />
    </DialogButton>
  )
}

const places = { query: 'parameter', path: 'part of the address' }

type RowProps = { input: Input; others: Input[]; actions: InputActions | undefined }

function InputRow({ input, others, actions }: RowProps) {
  return (
    <Row>
      <Cell>
        <div className="lg:min-w-32">
          <Code>{showName(input)}</Code>
          {input.location !== 'header' && <p className="text-muted text-sm">{places[input.location]}</p>}
        </div>
      </Cell>
      <Cell label="Value">
        <div className="lg:min-w-52">
          <Code>{input.template}</Code>
        </div>
      </Cell>
      <Cell label="Required">{input.isRequired ? 'yes' : 'no'}</Cell>
      <Cell label="Secret">{input.isSecret ? 'yes' : 'no'}</Cell>
      <Cell label="Where people find it">
        <Whereabouts input={input} />
      </Cell>
      {actions && (
        <Cell>
          <div className="flex justify-end gap-1">
            <DialogButton
              label="Edit"
              size="sm"
              variant="quiet"
              icon={<Pencil />}
              title={`Edit ${showName(input)}`}
              description={actions.consequence}
              wide
            >
              <InputForm action={actions.save} input={input} others={others} hidden={actions.hidden} />
            </DialogButton>
            {input.location !== 'path' && (
              <ConfirmDialog
                label="Remove"
                size="sm"
                variant="quiet"
                icon={<Trash2 />}
                title={`Remove ${showName(input)}?`}
                confirmLabel={input.location === 'header' ? 'Remove header' : 'Remove parameter'}
                action={actions.remove}
                fields={{ ...actions.hidden, input: keyOf(input) }}
              >
                It is no longer sent, and people are no longer asked for what only it needs. {actions.consequence}
              </ConfirmDialog>
            )}
          </div>
        </Cell>
      )}
    </Row>
  )
}

function Whereabouts({ input }: { input: Input }) {
  const known = input.fields.filter(({ help, helpUrl }) => help || helpUrl)
  if (known.length === 0)
    return <span className="text-muted">{input.fields.length === 0 ? 'fixed value' : 'not said'}</span>
  return known.map(({ name, help, helpUrl }) => (
    <p key={name}>
      {help} {helpUrl && <TextLink href={helpUrl}>Instructions</TextLink>}
    </p>
  ))
}
