import type { Prisma } from '#lib/db/generated/client.ts'

/** Servers that ask people for something: values, or a sign-in. */
export const asksPeople = {
  OR: [{ inputs: { some: {} } }, { oauthClient: { isNot: null } }],
} satisfies Prisma.ServerWhereInput

/** What a row must hold to say it of itself. */
export const asksFields = { _count: { select: { inputs: true } }, oauthClient: { select: { id: true } } } as const

export function asksNobody({
  _count,
  oauthClient,
}: {
  _count: { inputs: number }
  oauthClient: object | null
}): boolean {
  return _count.inputs === 0 && oauthClient === null
}
