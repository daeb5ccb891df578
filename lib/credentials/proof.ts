/**
 * What values and consents rest on. An address that nobody has proven identifies nobody: whoever opens a link is known only
 * as that opening, equal to no other. All sign-ins of a person are one proof. Values and consent each rest on one proof, and
 * a key calls with somebody's own values only if both rest on the same one (docs/security.md).
 */
import type { LinkHolder, UserActor } from '#lib/context.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'

export type Giver = UserActor | LinkHolder

/** `signed_in`, or the id of the opening of a link. */
export type Proof = string

export const bySignIn: Proof = 'signed_in'

/** Whose values a connection takes: the project's one set, or what one proof of one person gave. */
export type Holder = { mode: CredentialMode; personId: string; proof: Proof }

/** What whoever acts can show for themselves. */
export function proofOf(giver: Giver): Proof {
  return giver.kind === 'user' ? bySignIn : giver.proof
}

/** The one condition under which a holder's credential is loaded, by pages and gateway alike. */
export function heldBy({ mode, personId, proof }: Holder): { holder: string; proof?: Proof } {
  return mode === 'shared' ? { holder: 'shared' } : { holder: personId, proof }
}

/** Whose values a connection takes now: one that is to share a set may go on with everyone's own until the set is there. */
export function modeInForce({
  credentialMode,
  keepsOwn,
}: {
  credentialMode: CredentialMode
  keepsOwn: boolean
}): CredentialMode {
  return keepsOwn ? 'per_person' : credentialMode
}

/** Whether a credential that was loaded for several holders is this one's. */
export function isHeldBy(row: { holder: string; proof: Proof }, by: Holder): boolean {
  const { holder, proof } = heldBy(by)
  return row.holder === holder && (proof === undefined || row.proof === proof)
}
