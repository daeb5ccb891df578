import { ReachState } from '#components/server/reach-state.tsx'
import { SandboxBadge } from '#components/server/sandbox-badge.tsx'
import { toPlace } from '#components/server/to-place.ts'
import { count } from '#components/ui/count.ts'
import { List, ListItem } from '#components/ui/list.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ServerListItem } from '#lib/servers/list-servers.ts'

export function ServerRows({ servers }: { servers: ServerListItem[] }) {
  if (servers.length === 0) return <p className="text-muted">Nothing matches. Search for less, or choose All.</p>
  return (
    <List label="Servers" columns={4}>
      {servers.map((server) => (
        <ListItem
          key={server.id}
          leading={<Monogram name={server.name} />}
          href={`/servers/${server.id}`}
          title={
            <>
              {server.name} {server.isSandbox && <SandboxBadge />}
            </>
          }
          description={<Description server={server} />}
          facts={[
            <ReachState key="reach" reach={server.reach} />,
            server.toolCount === 0 ? null : count(server.toolCount, 'tool'),
            server.projectCount === 0 ? null : count(server.projectCount, 'project'),
            server.checkedAt ? <Time key="checked" value={server.checkedAt} /> : 'never checked',
          ]}
        />
      ))}
    </List>
  )
}

function Description({ server }: { server: ServerListItem }) {
  const [category] = server.categories
  const signIn = server.headerNames.length === 0 ? 'no sign-in' : server.headerNames.join(', ')
  return (
    <>
      <span className="font-mono text-[0.93em]">{toPlace(server.url)}</span>
      {category && <> · {category}</>} · {signIn}
    </>
  )
}
