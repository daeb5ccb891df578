import * as z from 'zod'
import { rowId } from '#lib/ids.ts'

export const credentialInput = z.object({ credentialId: rowId })
export type CredentialInput = z.input<typeof credentialInput>
