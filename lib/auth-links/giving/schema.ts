import * as z from 'zod'
import { rowId } from '#lib/ids.ts'

/** Room for what was copied along with a value; the value has its own bound. */
const pastedCharsMax = 100_000

const pasted = z.string().max(pastedCharsMax, 'This is far more than one value. Copy the value again, alone.')
const values = z.record(z.string().max(64), pasted).default({})

/** `secret` and `value` are the fields of the form; `storeUnverified` keeps them although the server cannot be reached. */
export const giveCredentialInput = z.object({
  connectionId: rowId,
  secret: values,
  value: values,
  storeUnverified: z
    .union([z.boolean(), z.literal('on').transform(() => true)])
    .optional()
    .default(false),
})
export type GiveCredentialInput = z.input<typeof giveCredentialInput>

export const connectionAddress = z.object({
  project: rowId,
  connection: rowId,
})
export type ConnectionAddress = z.input<typeof connectionAddress>
