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
    case 'verified':
      return (
        <div className="text-muted text-sm">
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

function toolsSentence(toolCount: number | null, names: string[]): string {
  if (!toolCount) return 'It works. The server lists no tools.'
  const tools = count(toolCount, 'tool')
  if (names.length === 0) return `It works and opens ${tools}.`
  return `It works and opens ${tools}: ${names.join(', ')}${toolCount > names.length ? ' …' : '.'}`
}
