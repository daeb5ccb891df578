import Link from 'next/link'
import {
  allowKeyAction,
  giveCredentialAction,
  refuseKeyAction,
  revokeCredentialAction,
  revokeKeyAction,
  signInAction,
  takeOverCredentialAction,
  tryAgainAction,
} from '#app/connect/actions.ts'
import { AllowedKeys } from '#components/credential/allowed-keys.tsx'
import { ConnectionCard } from '#components/credential/connection-card.tsx'
import { KeyRequests } from '#components/credential/key-requests.tsx'
import { KeysOfOthers } from '#components/credential/keys-of-others.tsx'
import { purposeOf } from '#components/credential/purpose.ts'
import { CalmPage } from '#components/shell/calm-page.tsx'
import { Alert } from '#components/ui/alert.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import type { OpenedLinkView } from '#lib/auth-links/get-opened-link.ts'
import type { PersonKeyView } from '#lib/projects/list-keys.ts'
import {
  allowKeyByLinkAction,
  giveByLinkAction,
  leaveLinkAction,
  refuseKeyByLinkAction,
  revokeByLinkAction,
  revokeKeyByLinkAction,
  signInByLinkAction,
  tryAgainByLinkAction,
} from '../../actions.ts'
import { closingOf } from './closing.ts'

const ofMember = {
  give: giveCredentialAction,
  signIn: signInAction,
  revoke: revokeCredentialAction,
  allow: allowKeyAction,
  refuse: refuseKeyAction,
  endKey: revokeKeyAction,
  tryAgain: tryAgainAction,
}
const ofLinkHolder = {
  give: giveByLinkAction,
  signIn: signInByLinkAction,
  revoke: revokeByLinkAction,
  allow: allowKeyByLinkAction,
  refuse: refuseKeyByLinkAction,
  endKey: revokeKeyByLinkAction,
  tryAgain: tryAgainByLinkAction,
}

type Props = { link: OpenedLinkView; keys: PersonKeyView[]; isMember: boolean; held: string[] }

/** Each server with its fields, one by one; at the end what was given, and where to change or take it back. */
export function LinkSession({ link, keys, isMember, held }: Props) {
  const { connections, organization, project, asker } = link
  const { give, signIn, revoke, tryAgain, allow, refuse, endKey } = isMember ? ofMember : ofLinkHolder
  const done = connections.filter(({ credential }) => credential?.works).length
  const closing = done === connections.length ? closingOf(link, keys, isMember) : null
  const names = new Intl.ListFormat('en').format([...new Set(connections.map(({ server }) => server))])
  return (
    <CalmPage
      context={`${organization} · ${project.name}`}
      title={closing?.title ?? `${asker ?? organization} asks you to connect ${names}`}
      description={closing ? closing.description : purposeOf(link.mode, project.name)}
      footer={isMember ? <MemberFooter /> : <HolderFooter email={link.email} />}
    >
      {closing?.note && (
        <Alert tone="ok" title={closing.note.title}>
          {closing.note.text}
        </Alert>
      )}
      {connections.length > 1 && !closing && (
        <p className="text-muted text-sm">
          {done} of {connections.length} connected. One after the other, in any order; you can come back to this page.
        </p>
      )}
      <KeyRequests keys={keys} allow={allow} refuse={refuse} />
      {connections.map((connection) => (
        <ConnectionCard
          key={connection.connectionId}
          connection={connection}
          give={give}
          signIn={signIn}
          revoke={revoke}
          tryAgain={tryAgain}
          takeOver={{ action: takeOverCredentialAction, held }}
        />
      ))}
      <AllowedKeys keys={keys} revoke={endKey} />
      <KeysOfOthers keys={keys} answer={isMember ? { allow, revoke: endKey } : undefined} />
    </CalmPage>
  )
}

function MemberFooter() {
  return (
    <p>
      Stored encrypted; nobody can read it. Change or remove it any time in <Link href="/me">My connections</Link>.
    </p>
  )
}

function HolderFooter({ email }: { email: string }) {
  return (
    <>
      <p>
        Stored encrypted; nobody can read it. Change or remove it here: this page stays open to you in this browser for
        seven days. After that, ask for a new link, and open it in this browser: it goes on where you were.
      </p>
      <ConfirmDialog
        label="Leave this page"
        variant="quiet"
        size="sm"
        title="Leave this page for good?"
        confirmLabel="Leave"
        action={leaveLinkAction}
      >
        You are here with a link for {email}. What you gave stays, but this browser is not known any more: with a new
        link you would begin anew. Do this on a computer that is not yours.
      </ConfirmDialog>
    </>
  )
}
