/**
 * The words for the opening of a link: what it is, never the person whose address it is for. Without a date it is one of those
 * that were not kept when they happened.
 */
export function nameOpening({ email, openedAt }: { email: string; openedAt: Date | null }): string {
  if (openedAt === null) return `a link for ${email}, before openings were kept`
  const day = openedAt.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  return `the link for ${email}, opened ${day}`
}
