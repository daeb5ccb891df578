/**
 * How Jetway becomes a client of an issuer, where no admin has made one by hand: a document that Jetway serves about itself
 * (Client ID Metadata Document), else dynamic registration (RFC 7591). An issuer that takes neither is named, with its words.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization#client-registration-approaches
 */
import {
  dynamicClientRegistrationRequest,
  processDynamicClientRegistrationResponse,
  ResponseBodyError,
} from 'oauth4webapi'
import { isOutboundError } from '#lib/http/errors.ts'
import { toPlainText } from '#lib/mcp/plain-text.ts'
import { guardedRegistration } from './odd-answers.ts'
import { type AuthMethod, authMethods, type IssuerMetadata } from './schema.ts'

export type Registered = {
  clientId: string
  secret: string | null
  authMethod: AuthMethod
  madeBy: 'document' | 'registration'
}
/** `said`: the issuer's own words, to be shown as a quotation. */
export type Registration = ({ ok: true } & Registered) | { ok: false; message: string; said?: string }

const saidCharsMax = 300
const clientName = 'Jetway'

/** `documentUrl`: where this Jetway says who it is, or null where nobody outside could read it. */
export async function register(
  metadata: IssuerMetadata,
  { redirectUri, documentUrl }: { redirectUri: string; documentUrl: string | null },
): Promise<Registration> {
  if (metadata.client_id_metadata_document_supported && documentUrl)
    return { ok: true, clientId: documentUrl, secret: null, authMethod: 'none', madeBy: 'document' }
  if (!metadata.registration_endpoint)
    return { ok: false, message: 'It registers no clients by itself: make one there, with this redirect address.' }
  try {
    // Without scopes: a client that names some can ask for no others later, where a server wants more.
    const asked = { ...aboutJetway(redirectUri), token_endpoint_auth_method: wantedMethod(metadata) }
    const answer = await dynamicClientRegistrationRequest(metadata, asked, guardedRegistration)
    return toRegistered(await processDynamicClientRegistrationResponse(answer))
  } catch (error) {
    if (isOutboundError(error))
      return { ok: false, message: `It could not be asked to register Jetway. ${error.message}` }
    if (!(error instanceof Error)) throw error
    const said = error instanceof ResponseBodyError ? wordsOf(error) : undefined
    return { ok: false, message: 'It does not register this Jetway.', ...(said && { said }) }
  }
}

/** What Jetway says about itself; the document at its client id, and the body of a registration. */
export function aboutJetway(redirectUri: string) {
  return {
    client_name: clientName,
    client_uri: new URL(redirectUri).origin,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    application_type: 'web',
  }
}

/** A method that the issuer takes, with a secret where it takes one; RFC 8414 2: Basic where it says nothing. */
export function wantedMethod({ token_endpoint_auth_methods_supported: supported }: IssuerMetadata): AuthMethod {
  const order = ['client_secret_basic', 'client_secret_post', 'none'] as const
  return order.find((method) => (supported ?? ['client_secret_basic']).includes(method)) ?? 'client_secret_basic'
}

function toRegistered({ client_id, client_secret, token_endpoint_auth_method }: Record<string, unknown>): Registration {
  const [id, secret] = [client_id, client_secret].map((one) => (typeof one === 'string' && one !== '' ? one : null))
  if (!id) return { ok: false, message: 'It answered without a client id.' }
  const said = authMethods.find((method) => method === token_endpoint_auth_method)
  const authMethod = !secret ? 'none' : said && said !== 'none' ? said : 'client_secret_basic'
  return { ok: true, clientId: id, secret: secret ?? null, authMethod, madeBy: 'registration' }
}

function wordsOf({ error, error_description }: ResponseBodyError): string {
  return toPlainText(error_description ? `${error}: ${error_description}` : error, saidCharsMax)
}
