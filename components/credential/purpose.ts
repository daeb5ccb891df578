import type { ConnectionToGive } from '#lib/auth-links/giving/view.ts'

/** What the values are for, in the words of the person who is asked. */
export function purposeOf(mode: ConnectionToGive['mode'], project: string): string {
  return mode === 'shared'
    ? `So that the agents of everyone in ${project} can work with the data there, through one shared account.`
    : 'So that your agents can work with your data there, as you.'
}
