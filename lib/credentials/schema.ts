import * as z from 'zod'

export const credentialInput = z.object({ credentialId: z.string().min(1).max(64) })
export type CredentialInput = z.input<typeof credentialInput>
