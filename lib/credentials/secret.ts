/** What an envelope of the vault holds, in the clear, and how it is written. */
import * as z from 'zod'

export type Values = Record<string, string>

/**
 * What a person gave by filling in a form, or what an issuer gave for a person who signed in there; `isClients`: to Jetway's client
 * itself, for which nobody signs in.
 */
export type Secret =
  | { kind: 'values'; values: Values }
  | {
      kind: 'oauth'
      accessToken: string
      refreshToken: string | null
      scopes: string[]
      from?: From | undefined
      isClients?: boolean | undefined
    }

/** Who gave tokens, and to which client: nobody else gets them back. Absent in those of before this was kept, until they are renewed. */
export type From = { issuer: string; clientId: string }

const tagged = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('values'), values: z.record(z.string(), z.string()) }),
  z.object({
    kind: z.literal('oauth'),
    accessToken: z.string(),
    refreshToken: z.string().nullable(),
    scopes: z.array(z.string()),
    from: z.object({ issuer: z.string(), clientId: z.string() }).optional(),
    isClients: z.boolean().optional(),
  }),
])
/** Envelopes sealed before secrets had a kind hold the values alone, each of them a text. */
const untagged = z.record(z.string(), z.string())

export function writeSecret(secret: Secret): Buffer {
  return Buffer.from(JSON.stringify(secret), 'utf8')
}

/** Throws for what was never a secret of ours. */
export function readSecret(plaintext: Uint8Array): Secret {
  const parsed: unknown = JSON.parse(Buffer.from(plaintext).toString('utf8'))
  const values = untagged.safeParse(parsed)
  return values.success ? { kind: 'values', values: values.data } : tagged.parse(parsed)
}

/** What it fills in; of a sign-in there is nothing that people have filled in. */
export function valuesOf(secret: Secret | null): Values {
  return secret?.kind === 'values' ? secret.values : {}
}
