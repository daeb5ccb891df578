/** What an issuer says about itself, as far as Jetway uses it. https://www.rfc-editor.org/rfc/rfc8414#section-2 */
import * as z from 'zod'

const texts = z.array(z.string()).optional().catch(undefined)
const address = z.string().max(2_048)

export const issuerMetadata = z.object({
  issuer: address,
  authorization_endpoint: address,
  token_endpoint: address,
  registration_endpoint: address.optional(),
  revocation_endpoint: address.optional(),
  userinfo_endpoint: address.optional(),
  jwks_uri: address.optional(),
  scopes_supported: texts,
  grant_types_supported: texts,
  code_challenge_methods_supported: texts,
  token_endpoint_auth_methods_supported: texts,
  id_token_signing_alg_values_supported: texts,
  authorization_response_iss_parameter_supported: z.boolean().optional().catch(undefined),
  client_id_metadata_document_supported: z.boolean().optional().catch(undefined),
})

export type IssuerMetadata = z.output<typeof issuerMetadata>

/** Whether an issuer gives tokens to a client itself, as far as it says; the client has to prove itself. */
export function isGrantedItself(metadata: unknown): boolean {
  return issuerMetadata.safeParse(metadata).data?.grant_types_supported?.includes('client_credentials') ?? false
}

/** RFC 9728 3.2. */
export const resourceMetadata = z.object({
  resource: address,
  authorization_servers: z.array(address).min(1),
  scopes_supported: texts,
})

export const authMethods = ['none', 'client_secret_basic', 'client_secret_post'] as const
export type AuthMethod = (typeof authMethods)[number]

/** Divided by spaces, as the standard has them, or by commas, as some issuers do. */
export function splitScopes(text: string): string[] {
  return text.split(/[\s,]+/).filter((one) => one !== '')
}
