import { State } from '#components/ui/state.tsx'
import { Time } from '#components/ui/time.tsx'
import type { CredentialView } from '#lib/credentials/view.ts'

type Shown = Pick<CredentialView, 'state' | 'reason' | 'changedAt' | 'endsAt'>

/** What is known of the values someone gave, as a word and an icon. */
export function CredentialState({ credential }: { credential: Shown | null }) {
  if (!credential) return <State tone="neutral">not connected</State>
  switch (credential.state) {
    case 'verified':
      return <State tone="ok">connected</State>
    case 'accepted':
      if (credential.reason) return <State tone="warning">a call was refused</State>
      return <State tone="ok">accepted, not checked</State>
    case 'needs_update':
      return <State tone="warning">more is asked for</State>
    case 'expiring':
      return (
        <State tone="warning">
          <span>connected, ends {credential.endsAt && <Time value={credential.endsAt} />}</span>
        </State>
      )
    case 'expired':
      return (
        <State tone="broken">
          <span>ended {credential.endsAt && <Time value={credential.endsAt} />}</span>
        </State>
      )
    case 'unverified':
      return <State tone="waiting">not verified</State>
    case 'rejected':
      return (
        <State tone="broken">
          <span>
            rejected <Time value={credential.changedAt} />
          </span>
        </State>
      )
  }
}
