import { SignInEnded } from '#app/connect/_parts/sign-in-ended.tsx'
import { giveByLinkAction, revokeByLinkAction, signInByLinkAction, tryAgainByLinkAction } from '#app/link/actions.ts'
import { ConnectionCard } from '#components/credential/connection-card.tsx'
import { purposeOf } from '#components/credential/purpose.ts'
import { CalmPage } from '#components/shell/calm-page.tsx'
import { Alert } from '#components/ui/alert.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import type { ConnectionToGive } from '#lib/auth-links/giving/view.ts'
import {
  giveCredentialAction,
  revokeCredentialAction,
  signInAction,
  signInItselfAction,
  tryAgainAction,
} from '../../../actions.ts'

/** One server's fields, for whoever came here by a link that an agent was given, or from the project. */
/** `end`: what a way to an issuer has come to. `scope`: what the server has asked for besides. */
type Props = { connection: ConnectionToGive; isMember: boolean; end: string | undefined; scope: string | undefined }

export function ConnectOne({ connection, isMember, end, scope }: Props) {
  const { server, project, credential, isPaused } = connection
  const works = credential?.works ?? false
  const isShort = scope !== undefined && connection.signIn !== null && end === undefined
  const isDoubtful = credential?.state === 'accepted' && credential.reason !== null
  return (
    <CalmPage
      context={project.name}
      title={works ? `${server} is connected` : `Connect ${server}`}
      description={
        works ? undefined : `${purposeOf(connection.mode, project.name)} What you give is tried before it is stored.`
      }
      footer={
        <ButtonLink href={isMember ? '/me' : '/link/session'} variant="quiet" size="sm">
          All my connections
        </ButtonLink>
      }
    >
      <SignInEnded end={end} />
      {isShort && (
        <Alert tone="warning" title={`${server} asks for a permission that was not given`}>
          It calls it “{scope}”. Sign in again to allow it, then go back to your agent and ask it to try again.
        </Alert>
      )}
      {isDoubtful && (
        <Alert tone="warning" title="A call was refused with what you gave">
          If it is wrong, replace it here; then go back to your agent and ask it to try again.
        </Alert>
      )}
      {works && !isDoubtful && !isShort && (
        <Alert tone="ok" title="Nothing else is needed from you here">
          {isPaused
            ? `It is paused in ${project.name}: no agent can use it until the project’s owner resumes it.`
            : 'If an agent has sent you here, go back to it and ask it to try again.'}
        </Alert>
      )}
      <ConnectionCard
        connection={connection}
        scope={isShort ? scope : undefined}
        give={isMember ? giveCredentialAction : giveByLinkAction}
        signIn={isMember ? signInAction : signInByLinkAction}
        {...(isMember && { signInItself: signInItselfAction })}
        revoke={isMember ? revokeCredentialAction : revokeByLinkAction}
        tryAgain={isMember ? tryAgainAction : tryAgainByLinkAction}
      />
    </CalmPage>
  )
}
