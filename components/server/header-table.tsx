import { Pencil, Plus, Trash2 } from 'lucide-react'
import { TextLink } from '#components/ui/button.tsx'
import { Code } from '#components/ui/code.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { DialogButton } from '#components/ui/dialog.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Cell, Row, Table } from '#components/ui/table.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import type { HeaderInput } from '#lib/servers/schema.ts'
import { HeaderForm } from './header-form.tsx'

/** What can be done to headers; `hidden` says to whose. `consequence`: what an edit means for values already given. */
export type HeaderActions = {
  save: BoundAction
  remove: BoundAction
  hidden: Record<string, string>
  consequence?: string
}

const columns = [
  { label: 'Header' },
  { label: 'Value' },
  { label: 'Required' },
  { label: 'Secret' },
  { label: 'Where people find it' },
]

/** The headers a server is sent with every call. */
export function HeaderTable({ headers, actions }: { headers: HeaderInput[]; actions?: HeaderActions }) {
  return (
    <Panel
      title="Headers"
      description={descriptionOf(headers)}
      flush
      action={actions && <AddHeader headers={headers} actions={actions} />}
    >
      {headers.length === 0 ? (
        <p className="p-4 text-muted">None. Every call goes out without a credential, the same for everyone.</p>
      ) : (
        <Table label="Headers" bare columns={actions ? [...columns, { label: 'Actions', hideLabel: true }] : columns}>
          {headers.map((header) => (
            <HeaderRow
              key={header.name}
              header={header}
              others={headers.filter((other) => other !== header)}
              actions={actions}
            />
          ))}
        </Table>
      )}
    </Panel>
  )
}

function descriptionOf(headers: HeaderInput[]): string | undefined {
  if (headers.length === 0) return undefined
  const isAsked = headers.some(({ fields }) => fields.length > 0)
  return `Sent with every call.${isAsked ? ' People give the values later, in an Auth Link.' : ''}`
}

function AddHeader({ headers, actions }: { headers: HeaderInput[]; actions: HeaderActions }) {
  return (
    <DialogButton
      label="Add header"
      size="sm"
      icon={<Plus />}
      title="Add header"
      description={actions.consequence}
      wide
    >
      <HeaderForm action={actions.save} others={headers} hidden={actions.hidden} />
    </DialogButton>
  )
}

type RowProps = { header: HeaderInput; others: HeaderInput[]; actions: HeaderActions | undefined }

function HeaderRow({ header, others, actions }: RowProps) {
  return (
    <Row>
      <Cell>
        <div className="lg:min-w-32">
          <Code>{header.name}</Code>
        </div>
      </Cell>
      <Cell label="Value">
        <div className="lg:min-w-52">
          <Code>{header.template}</Code>
        </div>
      </Cell>
      <Cell label="Required">{header.isRequired ? 'yes' : 'no'}</Cell>
      <Cell label="Secret">{header.isSecret ? 'yes' : 'no'}</Cell>
      <Cell label="Where people find it">
        <Whereabouts header={header} />
      </Cell>
      {actions && (
        <Cell>
          <div className="flex justify-end gap-1">
            <DialogButton
              label="Edit"
              size="sm"
              variant="quiet"
              icon={<Pencil />}
              title={`Edit ${header.name}`}
              description={actions.consequence}
              wide
            >
              <HeaderForm action={actions.save} header={header} others={others} hidden={actions.hidden} />
            </DialogButton>
            <ConfirmDialog
              label="Remove"
              size="sm"
              variant="quiet"
              icon={<Trash2 />}
              title={`Remove ${header.name}?`}
              confirmLabel="Remove header"
              action={actions.remove}
              fields={{ ...actions.hidden, header: header.name }}
            >
              It is no longer sent, and people are no longer asked for what only it needs. {actions.consequence}
            </ConfirmDialog>
          </div>
        </Cell>
      )}
    </Row>
  )
}

function Whereabouts({ header }: { header: HeaderInput }) {
  const known = header.fields.filter(({ help, helpUrl }) => help || helpUrl)
  if (known.length === 0)
    return <span className="text-muted">{header.fields.length === 0 ? 'fixed value' : 'not said'}</span>
  return known.map(({ name, help, helpUrl }) => (
    <p key={name}>
      {help} {helpUrl && <TextLink href={helpUrl}>Instructions</TextLink>}
    </p>
  ))
}
