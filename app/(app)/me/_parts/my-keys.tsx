import { List, ListItem } from '#components/ui/list.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { State } from '#components/ui/state.tsx'
import { Time } from '#components/ui/time.tsx'
import type { KeyView } from '#lib/projects/view.ts'

/** The agent keys that act for this person. */
export function MyKeys({ keys }: { keys: KeyView[] }) {
  const allowed = keys.filter((key) => key.state !== 'pending')
  if (allowed.length === 0) return null
  return (
    <Panel flush title="Agents that act for me" description="Revoke a key in its project, under Agents.">
      <List label="Keys that act for me" bare columns={2}>
        {allowed.map((key) => (
          <ListItem
            key={key.id}
            title={key.name}
            href={`/projects/${key.project.slug}/agents`}
            description={key.project.name}
            facts={[<Used key="used" at={key.lastUsedAt} />, <KeyState key="state" state={key.state} />]}
          />
        ))}
      </List>
    </Panel>
  )
}

function Used({ at }: { at: Date | null }) {
  if (!at) return 'not used yet'
  return (
    <>
      used <Time value={at} />
    </>
  )
}

function KeyState({ state }: Pick<KeyView, 'state'>) {
  return <State tone={state === 'active' ? 'ok' : 'neutral'}>{state}</State>
}
