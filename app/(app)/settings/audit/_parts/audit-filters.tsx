import { Download } from 'lucide-react'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Cluster } from '#components/ui/panel.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { auditActions } from '#lib/audit/actions.ts'

const actions = auditActions.map((action) => ({ value: action, label: action }))

/** A form of the old kind: the filters become the address, of the page or of the export. */
export function AuditFilters({
  query,
  projects,
}: {
  query: Record<string, string | undefined>
  projects: { id: string; name: string }[]
}) {
  const isFiltered = ['person', 'action', 'project', 'from', 'to'].some((name) => query[name])
  return (
    <form action="/settings/audit" className="flex flex-col gap-4" aria-label="Filter the audit">
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-5">
        <Field name="person" label="Person">
          <TextInput type="search" defaultValue={query.person} placeholder="Address or name" autoComplete="off" />
        </Field>
        <Field name="action" label="Action">
          <Select options={actions} placeholder="All" defaultValue={query.action} />
        </Field>
        <Field name="project" label="Project">
          <Select
            options={projects.map(({ id, name }) => ({ value: id, label: name }))}
            placeholder="All"
            defaultValue={query.project}
          />
        </Field>
        <Field name="from" label="From (UTC)">
          <TextInput type="date" defaultValue={query.from} />
        </Field>
        <Field name="to" label="To (UTC)">
          <TextInput type="date" defaultValue={query.to} />
        </Field>
      </div>
      <Cluster justify="end">
        {isFiltered && (
          <ButtonLink href="/settings/audit" variant="quiet">
            Clear filters
          </ButtonLink>
        )}
        <Button type="submit" formAction="/settings/audit/export" icon={<Download />}>
          Export as JSON lines
        </Button>
        <Button type="submit" variant="primary">
          Filter
        </Button>
      </Cluster>
    </form>
  )
}
