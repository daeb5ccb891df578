/**
 * Names that mean something inside a network and nothing on the public internet. Through a proxy a name may be looked up
 * where Jetway cannot see it, so these are refused by the name alone.
 * https://www.iana.org/assignments/special-use-domain-names, RFC 6762 appendix G, and what clouds and clusters use.
 */
const inside = [
  'local',
  'localhost',
  'localdomain',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
  'in-addr.arpa',
  'ip6.arpa',
  'svc',
  'test',
  'invalid',
  'onion',
  'metadata.goog',
]

/** Whether a name is of one label, or one of those, or below one. `name` is in lower case, without a trailing dot. */
export function isInsideName(name: string): boolean {
  return !name.includes('.') || inside.some((ending) => name === ending || name.endsWith(`.${ending}`))
}
