import { purposeOf } from '#components/credential/purpose.ts'
import { CalmPage } from '#components/shell/calm-page.tsx'
import { Form, SubmitButton } from '#components/ui/form.tsx'
import type { LinkPreview } from '#lib/auth-links/preview-link.ts'
import { openLinkAction } from '../actions.ts'

/** The first page of a link: who asks, for what. Nothing is used up until the button is pressed. */
export function LinkInvitation({ preview, token }: { preview: LinkPreview; token?: string }) {
  const { organization, project, asker, servers, standing, email, mode } = preview
  return (
    <CalmPage
      context={`${organization} · ${project}`}
      title={`${asker ?? organization} asks you to connect ${listed(servers)}`}
      description={`${purposeOf(mode, project)} You enter the values on the next page; they are tried before they are stored, and nobody can read them afterwards.`}
    >
      {standing === 'not_theirs' ? (
        <p>
          This link is for {email}, and you are signed in with another address. It was not used up: pass it on to them,
          or sign out and open it again.
        </p>
      ) : (
        <Form action={openLinkAction}>
          {token && <input type="hidden" name="token" value={token} />}
          {standing === 'must_sign_in' && <p>{email} has an account here, so the link asks you to sign in first.</p>}
          <SubmitButton wide size="lg">
            {standing === 'must_sign_in' ? 'Sign in to continue' : `Continue as ${email}`}
          </SubmitButton>
        </Form>
      )}
    </CalmPage>
  )
}

function listed(servers: string[]): string {
  return new Intl.ListFormat('en').format(servers)
}
