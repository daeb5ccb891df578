import type { Prisma } from './generated/client.ts'

/** Postgres has no NUL in text and no half characters in JSON; a server may send both. */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

export function cleanJson(value: object): Prisma.InputJsonValue {
  return JSON.parse(
    JSON.stringify(value, (_key, member) => {
      if (typeof member === 'string') return cleanText(member)
      if (typeof member !== 'object' || member === null || Array.isArray(member)) return member
      return Object.fromEntries(Object.entries(member).map(([key, item]) => [cleanText(key), item]))
    }),
  )
}
