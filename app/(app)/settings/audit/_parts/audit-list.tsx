import { Cell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { AuditView } from '#lib/audit/view.ts'

const columns = [{ label: 'When' }, { label: 'Who' }, { label: 'Action' }, { label: 'What' }, { label: 'Project' }]

export function AuditList({ records, projects }: { records: AuditView[]; projects: { id: string; name: string }[] }) {
  const projectNames = new Map(projects.map(({ id, name }) => [id, name]))
  return (
    <Table label="Changes" columns={columns}>
      {records.map((record) => (
        <Row key={record.id}>
          <Cell>
            <Time value={record.at} />
          </Cell>
          <Cell label="Who">{record.actorLabel}</Cell>
          <Cell label="Action">
            <span className="font-mono text-sm">{record.action}</span>
          </Cell>
          <Cell label="What">
            <span className="wrap-anywhere">{record.targetLabel}</span>
            <p className="wrap-anywhere text-muted text-sm">{inWords(record.details)}</p>
          </Cell>
          <Cell label="Project">{record.projectId ? (projectNames.get(record.projectId) ?? 'removed') : '–'}</Cell>
        </Row>
      ))}
    </Table>
  )
}

/** `from member, to auditor`: details are names and states only. */
function inWords(details: AuditView['details']): string {
  if (typeof details !== 'object' || details === null) return ''
  return Object.entries(details)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(' ') : String(value)}`)
    .join(', ')
}
