import { Cell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { CallView } from '#lib/activity/list-calls.ts'
import { CallOutcome } from './call-outcome.tsx'

const columns = [
  { label: 'When' },
  { label: 'Who' },
  { label: 'Key' },
  { label: 'Connection' },
  { label: 'Tool' },
  { label: 'Outcome' },
  { label: 'Gateway', align: 'end' as const },
  { label: 'Server', align: 'end' as const },
]

/** Who called what, how it ended and how long it took: in the gateway, and at the server. */
export function CallTable({ calls }: { calls: CallView[] }) {
  return (
    <Table label="Calls" columns={columns}>
      {calls.map((call) => (
        <Row key={call.id}>
          <Cell>
            <Time value={call.at} />
          </Cell>
          <Cell label="Who">
            <Who who={call.who} />
          </Cell>
          <Cell label="Key">{call.keyName}</Cell>
          <Cell label="Connection">
            <span className="font-mono text-sm">{call.connection}</span>
          </Cell>
          <Cell label="Tool">
            <div className="wrap-anywhere font-mono text-sm lg:min-w-36">{call.tool ?? call.method}</div>
          </Cell>
          <Cell label="Outcome">
            <CallOutcome outcome={call.outcome} />
          </Cell>
          <Cell label="Gateway" align="end">
            {toMs(call.gatewayMs)}
          </Cell>
          <Cell label="Server" align="end">
            {call.upstreamMs === null ? <NotAsked /> : toMs(call.upstreamMs)}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

/** An opening of a link goes by its address, and says below that it is no person's sign-in. */
function Who({ who }: Pick<CallView, 'who'>) {
  if (!who) return 'someone who was removed'
  const { name, email, opening } = who
  return (
    <div className="wrap-anywhere lg:min-w-36" title={opening?.name ?? email}>
      {name}
      {opening && (
        <div className="text-muted text-sm">
          {opening.openedAt ? (
            <>
              by a link, <Time value={opening.openedAt} show="date" />
            </>
          ) : (
            'by a link'
          )}
        </div>
      )}
    </div>
  )
}

function NotAsked() {
  return (
    <span className="text-muted" title="The server was not asked">
      –
    </span>
  )
}

/** Small times need their first decimal, large ones do not. */
function toMs(ms: number): string {
  const shown = ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en')
  return `${shown}\u00a0ms`
}
