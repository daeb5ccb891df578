import * as z from 'zod'
import { confirmedField } from '#lib/edit.ts'
import { rowId } from '#lib/ids.ts'
import { splitScopes } from '#lib/oauth/schema.ts'

const printable = /^[\x20-\x7e]*$/
const text = (charsMax: number) =>
  z.string().trim().max(charsMax, `Use at most ${charsMax} characters.`).regex(printable, 'Use printable ASCII only.')
const scopesMax = 50

/** Divided as people write them: by spaces, commas or lines. Empty is what the server offers. */
const scopes = z
  .string()
  .max(5_000)
  .transform(splitScopes)
  .pipe(z.array(text(200)).max(scopesMax, `Use at most ${scopesMax} scopes.`))
  .transform((list) => (list.length > 0 ? list : undefined))

/** Without a client id the present one goes on, or Jetway registers one. */
export const setUpOauthInput = z
  .object({
    serverId: rowId,
    clientId: text(500).optional(),
    secret: z
      .object({ client: text(2_000) })
      .partial()
      .optional(),
    scopes: scopes.optional(),
    confirmed: confirmedField,
  })
  .transform(({ clientId, secret, ...rest }) => ({
    ...rest,
    clientId: clientId || undefined,
    clientSecret: secret?.client || undefined,
  }))
  .superRefine(({ clientId, clientSecret }, issues) => {
    if (clientSecret && !clientId)
      issues.addIssue({
        code: 'custom',
        path: ['clientId'],
        message: 'A secret needs the client id that it belongs to.',
      })
  })

export const removeOauthInput = z.object({ serverId: rowId, confirmed: confirmedField })

export type RemoveOauthInput = z.input<typeof removeOauthInput>
export type SetUpOauthInput = z.input<typeof setUpOauthInput>
