import * as z from 'zod'

export const revokeCredentialInput = z.object({ credentialId: z.string().min(1).max(64) })
export type RevokeCredentialInput = z.input<typeof revokeCredentialInput>
