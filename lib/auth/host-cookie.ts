import { env } from '#lib/env.ts'

/**
 * A cookie of ours: kept from scripts and from other sites, sent to this host only. On https its name says so, and no other
 * host of the domain can set it.
 */
export function hostCookie(name: string) {
  const { isSecure } = env()
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure } as const
  return { name: isSecure ? `__Host-${name}` : name, options }
}
