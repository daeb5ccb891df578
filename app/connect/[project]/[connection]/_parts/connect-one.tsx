import { giveByLinkAction, revokeByLinkAction } from '#app/link/actions.ts'
import { ConnectionCard } from '#components/credential/connection-card.tsx'
import { CalmPage } from '#components/shell/calm-page.tsx'
import { Alert } from '#components/ui/alert.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import type { ConnectionToGive } from '#lib/auth-links/giving/view.ts'
import { giveCredentialAction, revokeCredentialAction } from '../../../actions.ts'

/** One server's fields, for someone whose agent has sent them here. */
export function ConnectOne({ connection, isMember }: { connection: ConnectionToGive; isMember: boolean }) {
  const { server, project, credential } = connection
  const works = credential !== null && credential.state !== 'rejected'
  return (
    <CalmPage
      context={project.name}
      title={works ? `${server} is connected` : `Connect ${server}`}
      description={works ? undefined : 'Your agent asked for it. What you enter is tried before it is stored.'}
      footer={
        <ButtonLink href={isMember ? '/me' : '/link/session'} variant="quiet" size="sm">
          All my connections
        </ButtonLink>
      }
    >
      {works && (
        <Alert tone="ok" title="Go back to your agent">
          Ask it to try again; it does not need anything else from you.
        </Alert>
      )}
      <ConnectionCard
        connection={connection}
        give={isMember ? giveCredentialAction : giveByLinkAction}
        revoke={isMember ? revokeCredentialAction : revokeByLinkAction}
      />
    </CalmPage>
  )
}
