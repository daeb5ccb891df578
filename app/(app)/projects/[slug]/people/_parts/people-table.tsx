import { Badge } from '#components/ui/state.tsx'
import { Cell, Row, Table } from '#components/ui/table.tsx'
import type { GiversPage, GiverView } from '#lib/auth-links/list-givers.ts'
import { GivenCell } from './given-cell.tsx'

type Connections = GiversPage['connections']

const roles = { owner: 'owner', member: 'member', link_holder: 'by link' } as const

/** People by connection, each with the state of what they gave. */
export function PeopleTable({
  people,
  connections,
  canManage,
  links,
}: {
  people: GiverView[]
  connections: Connections
  canManage: boolean
  links: string
}) {
  const columns = [{ label: 'Person' }, ...connections.map(({ slug }) => ({ label: slug }))]
  return (
    <div className="overflow-x-auto">
      <Table label="Who has given what" columns={columns}>
        {people.map((person) => (
          <Row key={person.personId}>
            <Cell>
              <p className="font-medium">
                {person.name} <Badge>{roles[person.role]}</Badge>
              </p>
              <p className="text-muted text-sm">{person.email}</p>
            </Cell>
            {connections.map((connection) => (
              <Cell key={connection.id} label={connection.slug}>
                <GivenCell
                  credential={person.given[connection.id] ?? null}
                  of={person.name}
                  server={connection.server}
                  canManage={canManage}
                  sendHref={`${links}?new=${connection.id}&email=${encodeURIComponent(person.email)}`}
                />
              </Cell>
            ))}
          </Row>
        ))}
      </Table>
    </div>
  )
}
