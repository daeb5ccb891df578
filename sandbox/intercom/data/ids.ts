import { hashText, type Random } from './random.ts'

const kinds = { admin: 1, team: 2, tag: 3, conversation: 4, part: 5, article: 6, collection: 7, ticket: 8 }
export type NumberedKind = keyof typeof kinds

export interface Ids {
  /** Twelve digits: six of the workspace, one of the kind, five that count up. */
  next(kind: NumberedKind): string
  /** Twenty-four hexadecimal digits, the first eight those of the workspace. */
  object(random: Random): string
}

export function workspaceDigits(workspaceId: string): number {
  return 100_000 + (hashText(workspaceId) % 900_000)
}

/** Ids of one workspace. No other workspace with other digits can give out the same ones. */
export function createIds(workspaceId: string): Ids {
  const digits = workspaceDigits(workspaceId)
  const objectPrefix = digits.toString(16).padStart(8, '6')
  const last = new Map<NumberedKind, number>()
  return {
    next(kind) {
      const count = (last.get(kind) ?? 0) + 1
      last.set(kind, count)
      return `${digits}${kinds[kind]}${String(count).padStart(5, '0')}`
    },
    object: (random) => objectPrefix + random.hex(16),
  }
}
