import { CalmPage } from '#components/shell/calm-page.tsx'
import { ButtonLink } from '#components/ui/button.tsx'

/** For everyone the address does not open for, whether or not it exists. */
export function AskForLink({
  address,
  isSignedIn,
}: {
  address: { project: string; connection: string }
  isSignedIn: boolean
}) {
  const path = `/connect/${encodeURIComponent(address.project)}/${encodeURIComponent(address.connection)}`
  return (
    <CalmPage
      title={isSignedIn ? 'Ask for an auth link' : 'Sign in to connect'}
      description={
        isSignedIn
          ? 'There is nothing here that you can connect. Ask the owner of the project for an auth link, and open that.'
          : 'A server wants to know whose data it may show to agents.'
      }
    >
      {!isSignedIn && (
        <>
          <ButtonLink href={`/sign-in?next=${encodeURIComponent(path)}`} variant="primary" size="lg" wide>
            Sign in
          </ButtonLink>
          <p className="text-muted text-sm">
            No account? Ask the owner of the project for an auth link. If you have opened one before, use the same
            browser as then; after seven days you need a new one.
          </p>
        </>
      )}
    </CalmPage>
  )
}
