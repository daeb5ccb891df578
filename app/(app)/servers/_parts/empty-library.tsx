import { Library, Plus } from 'lucide-react'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { ButtonLink, TextLink } from '#components/ui/button.tsx'

/** Where most organisations start. */
const starters = [
  { key: 'com.intercom~mcp', title: 'Intercom' },
  { key: 'com.slack~mcp', title: 'Slack' },
  { key: 'com.google.gmail~mcp', title: 'Gmail' },
  { key: 'io.github.github~github-mcp-server', title: 'GitHub' },
  { key: 'app.linear~mcp', title: 'Linear' },
]

export function EmptyLibrary({ canAdd }: { canAdd: boolean }) {
  if (!canAdd) {
    return (
      <EmptyState icon={<Library />} title="No servers yet. Ask an admin of your organisation to take one in.">
        <TextLink href="/servers/new">Look through the catalog</TextLink>
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<Library />}
      title="No servers yet. Start with one from the catalog."
      action={
        <ButtonLink href="/servers/new" variant="primary" icon={<Plus />}>
          New Server
        </ButtonLink>
      }
    >
      <ul className="flex flex-wrap justify-center gap-x-3 gap-y-1">
        {starters.map(({ key, title }) => (
          <li key={key}>
            <TextLink href={`/servers/new/${key}`}>{title}</TextLink>
          </li>
        ))}
      </ul>
    </EmptyState>
  )
}
