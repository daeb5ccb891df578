import type { Wanted } from '#lib/credentials/life.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { splitScopes } from '#lib/oauth/schema.ts'
import { type InputRow, inputRowFields, toInputs } from './inputs/input-rows.ts'
import { askedFields } from './inputs/shared-fields.ts'

/** What of a server says what it wants. */
export const wantedFields = {
  inputs: { select: inputRowFields, orderBy: { position: 'asc' } },
  oauthClient: { select: { scopes: true } },
} satisfies Prisma.ServerSelect

/** What whoever connects this server has to give, by name: values, or permissions where they sign in. */
export function wantedOf({
  inputs,
  oauthClient,
}: {
  inputs: InputRow[]
  oauthClient: { scopes: string } | null
}): Wanted {
  const values = askedFields(toInputs(inputs)).flatMap(({ field, isNeeded }) => (isNeeded ? [field.name] : []))
  return { values, scopes: splitScopes(oauthClient?.scopes ?? '') }
}
