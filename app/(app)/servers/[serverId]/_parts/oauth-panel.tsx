import { KeyRound } from 'lucide-react'
import { Code } from '#components/ui/code.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { CancelButton, DialogButton } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { WhomItTouches } from '#components/ui/form/whom-it-touches.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { DescriptionList } from '#components/ui/list.tsx'
import { Cluster, Panel } from '#components/ui/panel.tsx'
import { SecretInput } from '#components/ui/secret-input.tsx'
import { TextArea, TextInput } from '#components/ui/text-input.tsx'
import type { ServerDetails } from '#lib/servers/get-server.ts'
import { removeOauthAction, setUpOauthAction } from '../actions.ts'

const madeBy: Record<string, string> = {
  admin: 'entered by an admin',
  registration: 'registered by Jetway',
  document: 'the document that Jetway publishes about itself',
}

/** How people sign in to this server by OAuth, if they do. */
export function OauthPanel({ server, redirectUri }: { server: ServerDetails; redirectUri: string }) {
  const { oauth, canChange } = server
  return (
    <Panel
      title="Sign-in by OAuth"
      description={oauth ? 'People sign in there themselves; nothing is typed here.' : undefined}
      action={
        canChange && (
          <Cluster>
            <SetUp server={server} redirectUri={redirectUri} />
            {oauth && <Remove server={server} />}
          </Cluster>
        )
      }
    >
      {oauth ? (
        <DescriptionList
          items={[
            { label: 'Signed in by', value: <Code>{oauth.issuer}</Code> },
            {
              label: 'Client',
              value: (
                <>
                  <Code>{oauth.clientId}</Code>
                  <span className="text-muted">, {madeBy[oauth.madeBy] ?? oauth.madeBy}</span>
                </>
              ),
            },
            { label: 'Scopes', value: oauth.scopes ? <Scopes scopes={oauth.scopes} /> : 'what the server gives' },
            { label: 'Redirect address', value: <Code copy>{oauth.redirectUri}</Code> },
          ]}
        />
      ) : (
        <p className="text-muted">
          Not set up.{' '}
          {server.inputs.length === 0
            ? 'If the server asks people to sign in, set it up here, or declare the header it takes.'
            : 'People give values instead.'}
        </p>
      )}
    </Panel>
  )
}

function Scopes({ scopes }: { scopes: string }) {
  return (
    <ul>
      {scopes.split(' ').map((scope) => (
        <li key={scope} className="wrap-anywhere">
          <Code>{scope}</Code>
        </li>
      ))}
    </ul>
  )
}

function SetUp({ server: { id, oauth, name }, redirectUri }: { server: ServerDetails; redirectUri: string }) {
  return (
    <DialogButton
      label={oauth ? 'Set up anew' : 'Set up'}
      size="sm"
      icon={<KeyRound />}
      title={`Sign-in by OAuth for ${name}`}
      description="Jetway finds out who signs people in. Where it may, it registers itself there; else make a client there and enter it."
      wide
    >
      <Form action={setUpOauthAction} id="set-up-oauth">
        <input type="hidden" name="serverId" value={id} />
        <p className="text-sm">
          A client that you make yourself needs this redirect address: <Code copy>{redirectUri}</Code>
        </p>
        <Field
          name="clientId"
          label="Client ID"
          help={oauth ? 'Leave it empty to keep the present one.' : 'Leave it empty to let Jetway register itself.'}
        >
          <TextInput mono autoComplete="off" maxLength={500} />
        </Field>
        <Field name="secret.client" label="Client secret" help="Stored encrypted, and shown to nobody again.">
          <SecretInput maxLength={2000} />
        </Field>
        <Field
          name="scopes"
          label="Scopes"
          help="What people are asked to allow. Empty: what the server or the catalog names."
        >
          <TextArea mono rows={4} defaultValue={oauth?.scopes.replaceAll(' ', '\n')} maxLength={5000} />
        </Field>
        <WhomItTouches />
        <FormActions>
          <CancelButton />
          <SubmitButton>Set up</SubmitButton>
        </FormActions>
      </Form>
    </DialogButton>
  )
}

function Remove({ server: { id, name } }: { server: ServerDetails }) {
  return (
    <ConfirmDialog
      label="Remove"
      variant="quiet"
      size="sm"
      title={`Remove the sign-in of ${name}?`}
      confirmLabel="Remove sign-in"
      action={removeOauthAction}
      fields={{ serverId: id }}
    >
      Nobody can sign in by it any more. Who is signed in stays so until that ends, and cannot be renewed.
    </ConfirmDialog>
  )
}
