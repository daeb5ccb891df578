import { Pause, Play, Send, Settings, Trash2 } from 'lucide-react'
import { ButtonLink } from '#components/ui/button.tsx'
import { ListItem } from '#components/ui/list.tsx'
import { Menu, MenuAction, MenuConfirm, MenuLink, MenuSeparator } from '#components/ui/menu.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { Badge, State } from '#components/ui/state.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ConnectedPeople, ConnectionView } from '#lib/projects/connections/view.ts'
import { pauseConnectionAction, removeConnectionAction, resumeConnectionAction } from '../actions.ts'
import { pauseQuestion } from './pause-question.ts'

type Project = { slug: string; canManage: boolean; myRole: string | null }

/** One server of the project: whose credentials, which tools, who has connected, what to do next. */
export function ConnectionItem({ project, connection }: { project: Project; connection: ConnectionView }) {
  const { slug, server, mode, state } = connection
  const address = `/projects/${project.slug}/connections/${slug}`
  return (
    <ListItem
      leading={<Monogram name={server.name} />}
      title={server.name}
      href={project.canManage ? address : undefined}
      description={
        <span className="font-mono" title={server.host}>
          {slug}
        </span>
      }
      facts={[
        connection.people.mode !== 'none' && <Badge key="mode">{mode === 'shared' ? 'shared' : 'each person'}</Badge>,
        toolsText(connection),
        <People key="people" connection={connection} />,
        <State key="state" tone={state === 'active' ? 'ok' : 'neutral'}>
          {state}
        </State>,
      ]}
      actions={
        <>
          <OwnCredential project={project} connection={connection} />
          {project.canManage && connection.people.mode !== 'none' && (
            <ButtonLink size="sm" icon={<Send />} href={`/projects/${project.slug}/auth-links?new=${connection.id}`}>
              Send Auth Link
            </ButtonLink>
          )}
          {project.canManage && <Actions project={project.slug} connection={connection} address={address} />}
        </>
      }
    />
  )
}

function toolsText({ tools, toolPolicy }: ConnectionView): string {
  if (tools.listed === 0) return toolPolicy === 'all' ? 'tools not listed yet' : 'no tool allowed yet'
  return `${tools.allowed} of ${tools.listed} tools`
}

/** Who has connected, or since when that does not work any more. */
function People({ connection: { people, rejected } }: { connection: ConnectionView }) {
  return (
    <span className="inline-flex flex-wrap gap-x-3">
      {rejected?.count !== null && peopleText(people)}
      {rejected && (
        <State tone="warning">
          {rejected.count === null ? 'rejected' : `${rejected.count} rejected`} <Time value={rejected.since} />
        </State>
      )}
    </span>
  )
}

function peopleText(people: ConnectedPeople): string {
  switch (people.mode) {
    case 'none':
      return 'needs no sign-in'
    case 'per_person':
      return `${people.connected} of ${people.all} people connected`
    case 'shared':
      if (people.keepsOwn) return 'each person’s own until the shared set is there'
      return people.by ? `connected by ${people.by}` : people.isConnected ? 'connected' : 'not connected yet'
  }
}

/** A member's own next step; owners see it too, when they have given nothing or it stopped working. */
function OwnCredential({ project, connection }: { project: Project; connection: ConnectionView }) {
  const { people, mine, slug } = connection
  if (people.mode !== 'per_person' || project.myRole === null || (mine && mine !== 'rejected')) return null
  return (
    <ButtonLink size="sm" href={`/connect/${project.slug}/${slug}`}>
      {mine === 'rejected' ? 'Reconnect' : 'Connect'}
    </ButtonLink>
  )
}

function Actions({ project, connection, address }: { project: string; connection: ConnectionView; address: string }) {
  const { id, server, state, slug } = connection
  const fields = { project, id }
  return (
    <Menu label={`Actions for ${server.name} (${slug})`}>
      <MenuLink href={address} icon={<Settings />}>
        Settings and tools
      </MenuLink>
      {state === 'active' ? (
        <MenuConfirm
          label="Pause"
          icon={<Pause />}
          action={pauseConnectionAction}
          fields={fields}
          {...pauseQuestion(server.name)}
        />
      ) : (
        <MenuAction action={resumeConnectionAction} fields={fields} icon={<Play />}>
          Resume
        </MenuAction>
      )}
      <MenuSeparator />
      <MenuConfirm
        label="Remove"
        icon={<Trash2 />}
        title={`Remove ${server.name}?`}
        confirmLabel="Remove connection"
        action={removeConnectionAction}
        fields={fields}
      >
        Agents lose its tools at once. What people gave for it is deleted, and auth links that ask for nothing else stop
        working. To stop it for a while, pause it.
      </MenuConfirm>
    </Menu>
  )
}
