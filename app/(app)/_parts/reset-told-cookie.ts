import { hostCookieName } from '#lib/auth/session.ts'

/** Holds which reset this browser's person has read of. */
export function resetToldCookieName(): string {
  return hostCookieName('jetway.told-of-reset')
}
