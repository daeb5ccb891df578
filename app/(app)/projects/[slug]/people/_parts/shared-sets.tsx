import { List, ListItem } from '#components/ui/list.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { Panel } from '#components/ui/panel.tsx'
import type { GiversPage } from '#lib/auth-links/list-givers.ts'
import { GivenCell } from './given-cell.tsx'

type Props = Pick<GiversPage, 'connections' | 'canManage'> & { project: string }

/** Connections with one set of values for the whole project. */
export function SharedSets({ connections, canManage, project }: Props) {
  const shared = connections.filter(({ mode }) => mode === 'shared')
  if (shared.length === 0) return null
  return (
    <Panel flush title="Shared sets" description="One set for everyone’s agents in this project.">
      <List label="Shared sets" bare>
        {shared.map(({ id, slug, server, inForce, shared: credential }) => (
          <ListItem
            key={id}
            leading={<Monogram name={server} />}
            title={server}
            description={[
              slug,
              credential?.givenBy && `given by ${credential.givenBy}`,
              inForce === 'per_person' && 'until it is there, agents use each person’s own',
            ]
              .filter(Boolean)
              .join(' · ')}
            actions={
              <GivenCell
                credential={credential}
                of={credential?.givenBy ?? 'the project'}
                server={server}
                canManage={canManage}
                ask={{ href: `/projects/${project}/auth-links?new=${id}`, label: 'Send link' }}
              />
            }
          />
        ))}
      </List>
    </Panel>
  )
}
