import { LinkDialog } from '#components/secret/link-dialog.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { List, ListItem } from '#components/ui/list.tsx'
import { State, type Tone } from '#components/ui/state.tsx'
import { Time } from '#components/ui/time.tsx'
import type { LinkState, LinkView } from '#lib/auth-links/list-links.ts'
import { replaceLinkAction, revokeLinkAction } from '../actions.ts'

const words: Record<LinkState, { tone: Tone; word: string }> = {
  waiting: { tone: 'waiting', word: 'waiting' },
  opened: { tone: 'waiting', word: 'opened' },
  done: { tone: 'ok', word: 'done' },
  expired: { tone: 'neutral', word: 'expired' },
  revoked: { tone: 'neutral', word: 'revoked' },
}

/** Whom links went to, and what became of them. */
export function LinkList({ links }: { links: LinkView[] }) {
  return (
    <List label="Auth links" columns={3}>
      {links.map((link) => (
        <LinkRow key={link.id} link={link} />
      ))}
    </List>
  )
}

function LinkRow({ link }: { link: LinkView }) {
  const { tone, word } = words[link.state]
  return (
    <ListItem
      title={link.email}
      description={summaryOf(link)}
      facts={[
        <span key="sent">
          {link.sentBy ? `${link.sentBy}, ` : ''}
          <Time value={link.createdAt} />
        </span>,
        <Moment key="moment" link={link} />,
        <State key="state" tone={tone}>
          {word}
        </State>,
      ]}
      actions={
        <>
          <Replace link={link} />
          {link.state !== 'revoked' && <Revoke link={link} />}
        </>
      }
    />
  )
}

function Moment({ link }: { link: LinkView }) {
  const { state, openedAt, expiresAt } = link
  if (openedAt)
    return (
      <>
        opened <Time value={openedAt} />
      </>
    )
  if (state === 'revoked') return null
  return (
    <>
      {state === 'expired' ? 'expired' : 'expires'} <Time value={expiresAt} />
    </>
  )
}

function Replace({ link: { id, email } }: { link: LinkView }) {
  return (
    <LinkDialog
      label="New link"
      size="sm"
      id={`replace-${id}`}
      title={`New link for ${email}?`}
      description="The old link and what it opened end at once. What was given stays."
      action={replaceLinkAction}
    >
      <input type="hidden" name="linkId" value={id} />
    </LinkDialog>
  )
}

function Revoke({ link }: { link: LinkView }) {
  return (
    <ConfirmDialog
      label="Revoke"
      variant="quiet"
      size="sm"
      title={`Revoke the link for ${link.email}?`}
      confirmLabel="Revoke"
      action={revokeLinkAction}
      fields={{ linkId: link.id }}
    >
      It stops working at once, also where it is open. What was given stays until you remove it under People.
    </ConfirmDialog>
  )
}

function summaryOf({ connections, mode }: LinkView): string {
  const names = connections.map(({ server, isGiven }) => (isGiven ? `${server} ✓` : server)).join(', ')
  const asked = names || 'its connections were removed'
  return mode === 'shared' ? `${asked} · shared set` : asked
}
