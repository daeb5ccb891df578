import * as z from 'zod'

const values = z.record(z.string().max(64), z.string().max(10_000)).default({})

/** `secret` and `value` are the fields of the form; `storeUnverified` keeps them although the server cannot be reached. */
export const giveCredentialInput = z.object({
  connectionId: z.string().min(1).max(64),
  secret: values,
  value: values,
  storeUnverified: z
    .union([z.boolean(), z.literal('on').transform(() => true)])
    .optional()
    .default(false),
})
export type GiveCredentialInput = z.input<typeof giveCredentialInput>

export const connectionAddress = z.object({
  project: z.string().min(1).max(64),
  connection: z.string().min(1).max(64),
})
export type ConnectionAddress = z.input<typeof connectionAddress>
