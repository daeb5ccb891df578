import { TextLink } from '#components/ui/button.tsx'
import { Code } from '#components/ui/code.tsx'
import { DescriptionList } from '#components/ui/list.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ServerDetails } from '#lib/servers/get-server.ts'

const eras: Record<string, string> = { legacy: 'before 2026', modern: '2026 and later', dual: 'both generations' }

export function Details({ server }: { server: ServerDetails }) {
  const { reachReason, checkedAt, mcpVersion, era } = server
  const needsNone = server.inputs.length === 0 && !server.oauth
  return (
    <Panel title="Details">
      <DescriptionList
        items={[
          { label: 'Endpoint', value: <Code copy>{server.url}</Code> },
          { label: 'Transport', value: 'Streamable HTTP' },
          ...(server.region ? [{ label: 'Region', value: server.region.toUpperCase() }] : []),
          { label: 'Tools appear as', value: <Code>{`${server.slug}__…`}</Code> },
          {
            label: 'Values come from',
            value: needsNone
              ? 'nobody: it has no headers'
              : server.credentialMode === 'shared'
                ? 'one shared set per project'
                : 'each person',
          },
          {
            label: 'MCP',
            value: mcpVersion ? (
              <>
                {mcpVersion}
                {era && <span className="text-muted"> · {eras[era] ?? era}</span>}
                {server.serverName && <span className="text-muted"> · calls itself {server.serverName}</span>}
              </>
            ) : (
              <span className="text-muted">
                {needsNone ? 'shown once a check has found it' : 'shown once someone has signed in'}
              </span>
            ),
          },
          {
            label: 'Last checked',
            value: (
              <>
                {checkedAt ? <Time value={checkedAt} /> : 'never'}
                {reachReason && <p className="text-muted">{reachReason}</p>}
              </>
            ),
          },
          {
            label: 'From',
            value: server.entryKey ? (
              <TextLink href={`/servers/new/${server.entryKey}?step=overview`}>the catalog</TextLink>
            ) : (
              'a custom address'
            ),
          },
        ]}
      />
    </Panel>
  )
}
