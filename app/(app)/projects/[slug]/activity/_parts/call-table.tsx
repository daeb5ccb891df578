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
            <span title={call.who?.email}>{call.who?.name ?? 'someone who was removed'}</span>
          </Cell>
          <Cell label="Key">{call.keyName}</Cell>
          <Cell label="Connection">
            <span className="font-mono text-sm">{call.connection}</span>
          </Cell>
          <Cell label="Tool">
            <span className="wrap-anywhere font-mono text-sm">{call.tool ?? call.method}</span>
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
  return `${shown} ms`
}
