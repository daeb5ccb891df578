import { count } from '#components/ui/count.ts'
import { Time } from '#components/ui/time.tsx'
import type { ConnectionToGive } from '#lib/auth-links/giving/view.ts'
import type { CredentialView } from '#lib/credentials/view.ts'

/** What became of the values: the tools they open, or what is wrong and what to do. */
export function GivenSummary({
  connection,
  credential,
}: {
  connection: Pick<ConnectionToGive, 'server' | 'toolNames'>
  credential: CredentialView
}) {
  const { server, toolNames } = connection
  switch (credential.state) {
    case 'needs_update':
      return <p className="text-sm">{updateSentence(server, credential)}</p>
    case 'expired':
      return <p className="text-sm">The sign-in at {server} was for a time that is over. Sign in again.</p>
    case 'verified':
    case 'expiring':
      return (
        <div className="text-muted text-sm">
          {credential.state === 'expiring' && credential.endsAt && (
            <p className="text-ink">
              It ends <Time value={credential.endsAt} />, and {server} gives no way to renew it. Sign in again before.
            </p>
          )}
          {credential.account && <p className="text-ink">Signed in as {credential.account}.</p>}
          <p>{toolsSentence(credential.toolCount, toolNames)}</p>
          <Used credential={credential} />
        </div>
      )
    case 'accepted':
      return (
        <div className="text-muted text-sm">
          <p>
            Accepted, not checked by {server}: it shows its tools to anybody, so whether the values are right is seen
            when they are used.
          </p>
          {credential.reason && <p className="text-ink">{credential.reason} Replace them if they are wrong.</p>}
          <Used credential={credential} />
        </div>
      )
    case 'unverified':
      return (
        <p className="text-muted text-sm">
          Stored, but {server} could not be asked yet. It is tried again as soon as {server} answers.
        </p>
      )
    case 'rejected':
      return (
        <p className="text-sm">
          {credential.reason ?? `${server} does not accept these values any more.`} Try them again, or enter new ones.
        </p>
      )
  }
}

function Used({ credential }: { credential: CredentialView }) {
  return (
    <p>
      Given <Time value={credential.givenAt} />
      {credential.lastUsedAt ? (
        <>
          , last used <Time value={credential.lastUsedAt} />
        </>
      ) : (
        ', not used yet'
      )}
      .
    </p>
  )
}

function updateSentence(server: string, { works, missing }: CredentialView): string {
  if (!works) return `${server} asks for more by now. Only what is new is asked here; what you gave before is kept.`
  return `New permissions are asked for since you signed in: ${missing.join(', ')}. Sign in again to allow them; until then the rest works.`
}

function toolsSentence(toolCount: number | null, names: string[]): string {
  if (!toolCount) return 'It works. The server lists no tools.'
  const tools = count(toolCount, 'tool')
  if (names.length === 0) return `It works and opens ${tools}.`
  return `It works and opens ${tools}: ${names.join(', ')}${toolCount > names.length ? ' …' : '.'}`
}
