import { Badge } from '#components/ui/state.tsx'
import { Cell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { GiversPage, GiverView } from '#lib/auth-links/list-givers.ts'
import { GivenCell } from './given-cell.tsx'

type Connections = GiversPage['connections']

const roles = { owner: 'owner', member: 'member', link_holder: 'by link' } as const

/** People by connection, each with the state of what they gave. */
export function PeopleTable({
  people,
  connections,
  canManage,
  project,
}: {
  people: GiverView[]
  connections: Connections
  canManage: boolean
  project: string
}) {
  const askFor = (person: GiverView, { id, slug }: { id: string; slug: string }) =>
    person.isMe
      ? { href: `/connect/${project}/${slug}`, label: 'Connect' }
      : {
          href: `/projects/${project}/auth-links?new=${id}&email=${encodeURIComponent(person.email)}`,
          label: 'Send link',
        }
  const columns = [{ label: 'Person' }, ...connections.map(({ slug }) => ({ label: slug }))]
  return (
    <Table label="Who has given what" columns={columns}>
      {people.map((person) => (
        <Row key={person.opening?.id ?? person.personId}>
          <Cell>
            <p className="font-medium">
              {person.opening ? person.email : person.name} <Badge>{roles[person.role]}</Badge>
            </p>
            <p className="text-muted text-sm">{person.opening ? <Opened opening={person.opening} /> : person.email}</p>
          </Cell>
          {connections.map((connection) => (
            <Cell key={connection.id} label={connection.slug}>
              <GivenCell
                credential={person.given[connection.id] ?? null}
                of={person.name}
                isMine={person.isMe}
                server={connection.server}
                canManage={canManage}
                ask={connection.mode === 'per_person' ? askFor(person, connection) : undefined}
              />
            </Cell>
          ))}
        </Row>
      ))}
    </Table>
  )
}

/** Nobody can tell who it was, so an opening has its moment for a name. */
function Opened({ opening: { openedAt } }: { opening: NonNullable<GiverView['opening']> }) {
  if (!openedAt) return <>before openings were kept</>
  return (
    <>
      a link opened <Time value={openedAt} />
    </>
  )
}
