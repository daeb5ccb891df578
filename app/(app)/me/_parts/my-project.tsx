import {
  giveCredentialAction,
  revokeCredentialAction,
  signInAction,
  signInItselfAction,
  takeOverCredentialAction,
  tryAgainAction,
} from '#app/connect/actions.ts'
import { CredentialForm } from '#components/credential/credential-form.tsx'
import { CredentialState } from '#components/credential/credential-state.tsx'
import { GivenActions } from '#components/credential/given-actions.tsx'
import { GivenSummary } from '#components/credential/given-summary.tsx'
import { LastUsed } from '#components/credential/last-used.tsx'
import { ClientForm, SignInForm } from '#components/credential/sign-in-form.tsx'
import { StoredOthers } from '#components/credential/stored-others.tsx'
import { canBeTriedAgain, TryAgain } from '#components/credential/try-again.tsx'
import { DialogButton } from '#components/ui/dialog.tsx'
import { List, ListItem } from '#components/ui/list.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { Cluster, Panel, Stack } from '#components/ui/panel.tsx'
import type { ProjectCredentials } from '#lib/auth-links/giving/list-credentials.ts'
import type { ConnectionToGive } from '#lib/auth-links/giving/view.ts'

/** What this person has given in one project, and what still waits for them. */
export function MyProject({ project, connections, held }: ProjectCredentials & { held: string[] }) {
  return (
    <Stack>
      <Panel flush title={project.name}>
        <List label={`Connections of ${project.name}`} bare columns={2}>
          {connections.map((connection) => (
            <MyConnection key={connection.connectionId} connection={connection} />
          ))}
        </List>
      </Panel>
      {connections.map((connection) => (
        <Others key={connection.connectionId} connection={connection} held={held} />
      ))}
    </Stack>
  )
}

/** What is stored of this person for connections that ask them for nothing (any more). */
export function Leftovers({ projects, held }: { projects: ProjectCredentials[]; held: string[] }) {
  if (projects.length === 0) return null
  return (
    <Panel title="Also stored" description="For connections that ask you for nothing (any more). You can remove it.">
      <Stack>
        {projects.flatMap(({ connections }) =>
          connections.map((connection) => <Others key={connection.connectionId} connection={connection} held={held} />),
        )}
      </Stack>
    </Panel>
  )
}

function Others({ connection, held }: { connection: ConnectionToGive; held: string[] }) {
  const { server, others, project, credential } = connection
  const takeOver = credential ? undefined : { action: takeOverCredentialAction, held }
  return (
    <StoredOthers
      server={`${server} in ${project.name}`}
      others={others}
      revoke={revokeCredentialAction}
      takeOver={takeOver}
    />
  )
}

function MyConnection({ connection }: { connection: ConnectionToGive }) {
  const { server, slug, mode, credential } = connection
  return (
    <ListItem
      leading={<Monogram name={server} />}
      title={server}
      description={[slug, credential?.account, mode === 'shared' && 'one set for everyone in the project']
        .filter(Boolean)
        .join(' · ')}
      facts={[
        credential && <LastUsed key="used" at={credential.lastUsedAt} />,
        <CredentialState key="state" credential={credential} />,
      ]}
      actions={
        credential ? <Given connection={connection} credential={credential} /> : <Missing connection={connection} />
      }
    />
  )
}

type Stored = NonNullable<ConnectionToGive['credential']>

function Given({ connection, credential }: { connection: ConnectionToGive; credential: Stored }) {
  const { id, state, works } = credential
  const isAsked = !works || state === 'needs_update' || state === 'expiring'
  return (
    <Cluster>
      {isAsked && <Missing connection={connection} label={works ? 'Sign in again' : 'Connect again'} />}
      {!isAsked && connection.signIn && <SignInForm connection={connection} action={signInAction} isAgain />}
      {canBeTriedAgain({ state }) && <TryAgain server={connection.server} credentialId={id} action={tryAgainAction} />}
      <GivenActions
        asked={connection}
        credentialId={id}
        isSignIn={credential.isSignIn}
        give={works && connection.fields.length > 0 ? giveCredentialAction : null}
        revoke={revokeCredentialAction}
      />
    </Cluster>
  )
}

function Missing({ connection, label = 'Connect' }: { connection: ConnectionToGive; label?: string }) {
  const { server, connectionId, asked: fields, credential } = connection
  return (
    <DialogButton
      label={label}
      size="sm"
      title={`Connect ${server}`}
      description="What you enter is tried before it is stored, and nobody can read it afterwards."
    >
      <Stack>
        {credential && <GivenSummary connection={connection} credential={credential} />}
        {connection.signIn && <SignInForm connection={connection} action={signInAction} />}
        {connection.signsInItself && <ClientForm connection={connection} action={signInItselfAction} />}
        {fields.length > 0 && <CredentialForm asked={{ server, connectionId, fields }} action={giveCredentialAction} />}
      </Stack>
    </DialogButton>
  )
}
