export const slugCharsMax = 32

/** A name as a slug: `PagerDuty EU` is `pagerduty-eu`. */
export function toSlug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, slugCharsMax)
    .replace(/^-+|-+$/g, '')
  return plain || 'server'
}

/** The slug, or the slug with the first number that makes it free. */
export function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`
    const candidate = `${slug.slice(0, slugCharsMax - ending.length).replace(/-+$/, '')}${ending}`
    if (!taken.has(candidate)) return candidate
  }
}
