import * as z from 'zod'
import { rowId } from '#lib/ids.ts'

/** `scope`: what a server has asked for besides, divided by spaces. */
export const beginSignInInput = z.object({ connectionId: rowId, scope: z.string().max(1_000).optional() })
export const signInClientInput = z.object({ connectionId: rowId })
export type SignInClientInput = z.input<typeof signInClientInput>
export type BeginSignInInput = z.input<typeof beginSignInInput>
