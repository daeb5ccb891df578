/** A condition on a text that holds what was typed, in either case. The signs of a LIKE pattern stand for themselves. */
export function containing(typed: string) {
  return { contains: typed.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const
}
