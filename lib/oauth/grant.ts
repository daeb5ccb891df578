/**
 * The grants: consent by authorization code with PKCE (RFC 7636) for one resource (RFC 8707), refreshing, taking back (RFC 7009).
 * Answers are closed reasons; nothing of a code, token or secret is in any of them.
 */
import {
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  ClientSecretBasic,
  ClientSecretPost,
  calculatePKCECodeChallenge,
  clientCredentialsGrantRequest,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  processClientCredentialsResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  processUserInfoResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  revocationRequest,
  skipStateCheck,
  skipSubjectCheck,
  type TokenEndpointResponse,
  userInfoRequest,
  validateAuthResponse,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import { isOutboundError } from '#lib/http/errors.ts'
import { toPlainText } from '#lib/mcp/plain-text.ts'
import { guarded } from './guarded-fetch.ts'
import { guardedTokens } from './odd-answers.ts'
import { type AuthMethod, type IssuerMetadata, splitScopes } from './schema.ts'

/** Jetway as an issuer knows it. */
export type Client = {
  metadata: IssuerMetadata
  resource: string | null
  clientId: string
  secret: string | null
  authMethod: AuthMethod
  redirectUri: string
}

/** `expiresAt`: null where the issuer does not say. */
export type Tokens = {
  accessToken: string
  refreshToken: string | null
  expiresAt: Date | null
  scopes: string[] | null
}

/** `denied`: the person, or the issuer for them. `invalid_grant`: what was given is not taken any more. */
export type GrantFailure = 'denied' | 'invalid_grant' | 'invalid_client' | 'refused' | 'unreachable' | 'forged'
export type Granted = ({ ok: true } & Tokens & { account: string | null }) | Failed
type Failed = { ok: false; reason: GrantFailure; said?: string }

const saidCharsMax = 300
const accountCharsMax = 200

export { generateRandomCodeVerifier as newVerifier } from 'oauth4webapi'

/** Where the browser goes. Scopes are joined as the issuer has them. */
export async function toConsent(
  client: Client,
  { state, verifier, scopes }: { state: string; verifier: string; scopes: readonly string[] },
): Promise<URL> {
  const url = new URL(client.metadata.authorization_endpoint)
  const asked: Record<string, string> = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(client.resource && { resource: client.resource }),
    // Without these some issuers give no refresh token, or only at the first consent (Google).
    ...(isOffline(client.metadata) && { access_type: 'offline', prompt: 'consent' }),
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  return url
}

/** `access_type` is Google's own word; others ignore what they do not know (RFC 6749 3.1). */
function isOffline({ scopes_supported, grant_types_supported }: IssuerMetadata): boolean {
  return Boolean(grant_types_supported?.includes('refresh_token')) && !scopes_supported?.includes('offline_access')
}

/** From what the browser brought back to tokens. `state` has been looked at by whoever calls. */
export async function exchange(client: Client, params: URLSearchParams, verifier: string): Promise<Granted> {
  const { as, known, auth } = forLibrary(client)
  try {
    const checked = validateAuthResponse(as, known, params, skipStateCheck)
    const additionalParameters = resourceOf(client)
    const answer = await authorizationCodeGrantRequest(as, known, auth, checked, client.redirectUri, verifier, {
      ...guardedTokens,
      additionalParameters,
    })
    const tokens = await processAuthorizationCodeResponse(as, known, answer)
    return { ok: true, ...toTokens(tokens), account: await nameAccount(client, tokens) }
  } catch (error) {
    return toFailure(error)
  }
}

/** A refresh token that is not named in the answer goes on (RFC 6749 6). */
export async function refresh(client: Client, refreshToken: string): Promise<({ ok: true } & Tokens) | Failed> {
  const { as, known, auth } = forLibrary(client)
  try {
    const options = { ...guardedTokens, additionalParameters: resourceOf(client) }
    const answer = await refreshTokenGrantRequest(as, known, auth, refreshToken, options)
    const tokens = toTokens(await processRefreshTokenResponse(as, known, answer))
    return { ok: true, ...tokens, refreshToken: tokens.refreshToken ?? refreshToken }
  } catch (error) {
    return toFailure(error)
  }
}

/** A token for Jetway's client itself, for which nobody signs in (RFC 6749 4.4). It is asked for anew when it ends. */
export async function grantToClient(
  client: Client,
  scopes: readonly string[],
): Promise<({ ok: true } & Tokens) | Failed> {
  const { as, known, auth } = forLibrary(client)
  const asked = { ...resourceOf(client), ...(scopes.length > 0 && { scope: scopes.join(' ') }) }
  try {
    const answer = await clientCredentialsGrantRequest(as, known, auth, asked, guardedTokens)
    return { ok: true, ...toTokens(await processClientCredentialsResponse(as, known, answer)), refreshToken: null }
  } catch (error) {
    return toFailure(error)
  }
}

/** True where the issuer says it has taken it back; false where it cannot, or could not be asked. */
export async function revoke(client: Client, token: string): Promise<boolean> {
  if (!client.metadata.revocation_endpoint) return false
  const { as, known, auth } = forLibrary(client)
  try {
    await processRevocationResponse(await revocationRequest(as, known, auth, token, guarded))
    return true
  } catch {
    return false
  }
}

function forLibrary({ metadata, clientId, secret, authMethod }: Client) {
  const auth =
    secret === null
      ? None()
      : authMethod === 'client_secret_post'
        ? ClientSecretPost(secret)
        : ClientSecretBasic(secret)
  return { as: metadata, known: { client_id: clientId }, auth }
}

function resourceOf({ resource }: Client): Record<string, string> {
  return resource ? { resource } : {}
}

function toTokens(answer: TokenEndpointResponse): Tokens {
  const { access_token, refresh_token, expires_in, scope } = answer
  return {
    accessToken: access_token,
    refreshToken: refresh_token ?? null,
    expiresAt: expires_in === undefined ? null : new Date(Date.now() + expires_in * 1000),
    scopes: scope === undefined ? null : splitScopes(scope),
  }
}

type Claims = { [claim: string]: unknown }

/** Whose account it is, in the vendor's words, for the person to see. Nothing rests on it. */
async function nameAccount(client: Client, tokens: TokenEndpointResponse): Promise<string | null> {
  const told = nameIn(getValidatedIdTokenClaims(tokens) ?? {}) ?? nameIn(tokens)
  const said = told ?? nameIn((await askWho(client, tokens.access_token)) ?? {})
  return said === undefined ? null : toPlainText(said, accountCharsMax)
}

function nameIn({ email, preferred_username, name, account }: Claims): string | undefined {
  return [email, preferred_username, name, account].find(
    (one): one is string => typeof one === 'string' && one.trim() !== '',
  )
}

async function askWho(client: Client, accessToken: string): Promise<Claims | null> {
  if (!client.metadata.userinfo_endpoint) return null
  const { as, known } = forLibrary(client)
  try {
    return await processUserInfoResponse(
      as,
      known,
      skipSubjectCheck,
      await userInfoRequest(as, known, accessToken, guarded),
    )
  } catch {
    return null
  }
}

function toFailure(error: unknown): Failed {
  if (error instanceof AuthorizationResponseError)
    return withWords(error.error === 'access_denied' ? 'denied' : 'refused', error)
  if (error instanceof ResponseBodyError) {
    const reason = error.error === 'invalid_grant' || error.error === 'invalid_client' ? error.error : reasonOf(error)
    return withWords(reason, error)
  }
  if (error instanceof WWWAuthenticateChallengeError)
    return { ok: false, reason: error.status === 401 ? 'invalid_client' : 'unreachable' }
  if (isOutboundError(error)) return { ok: false, reason: 'unreachable' }
  if (!(error instanceof Error)) throw error
  // What the library does not let pass: another issuer's answer, a token of another kind, a body that is none.
  return { ok: false, reason: error.name === 'OperationProcessingError' ? 'forged' : 'unreachable' }
}

function reasonOf({ status }: ResponseBodyError): GrantFailure {
  return status >= 500 || status === 429 ? 'unreachable' : 'refused'
}

function withWords(
  reason: GrantFailure,
  { error, error_description }: { error: string; error_description?: string },
): Failed {
  return {
    ok: false,
    reason,
    said: toPlainText(error_description ? `${error}: ${error_description}` : error, saidCharsMax),
  }
}
