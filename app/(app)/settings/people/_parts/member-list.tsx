import { EmptyState } from '#components/shell/empty-state.tsx'
import { Cell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { PersonRow } from '#lib/people/list-people.ts'
import { MemberMenu, ResetButton } from './member-actions.tsx'

const columns = [
  { label: 'Person' },
  { label: 'Role' },
  { label: 'Last seen' },
  { label: 'Password' },
  { label: 'Actions', hideLabel: true },
]

export function MemberList({
  people,
  selfId,
  isFiltered,
}: {
  people: PersonRow[]
  selfId: string
  isFiltered: boolean
}) {
  if (people.length === 0) {
    return <EmptyState title={isFiltered ? 'Nobody matches. Try fewer letters or another role.' : 'Nobody is here.'} />
  }
  return (
    <Table label="Members" columns={columns}>
      {people.map((person) => (
        <Row key={person.id}>
          <Cell>
            <p className="font-medium">
              {person.name}
              {person.id === selfId && <span className="text-muted"> (you)</span>}
            </p>
            <p className="wrap-anywhere text-muted text-sm">{person.email}</p>
          </Cell>
          <Cell label="Role">{person.role}</Cell>
          <Cell label="Last seen">
            {person.lastSeenAt ? <Time value={person.lastSeenAt} /> : <span className="text-muted">signed out</span>}
          </Cell>
          <Cell>
            <ResetButton person={person} />
          </Cell>
          <Cell align="end" actions>
            <MemberMenu person={person} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
}
