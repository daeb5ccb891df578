import { List, ListItem } from '#components/ui/list.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import type { AddedServer } from '#lib/servers/onboarding/find-added.ts'

/** The servers that came of this entry before. */
export function AddedList({ servers }: { servers: AddedServer[] }) {
  return (
    <Panel title="In the library already" flush>
      <List label="In the library already" bare>
        {servers.map(({ id, name, createdAt }) => (
          <ListItem
            key={id}
            leading={<Monogram name={name} size="sm" />}
            title={name}
            href={`/servers/${id}`}
            description={
              <>
                added <Time value={createdAt} />
              </>
            }
          />
        ))}
      </List>
    </Panel>
  )
}
