import { aboutJetway } from '#lib/oauth/register.ts'
import { documentUrlOf, redirectUriOf } from '#lib/servers/oauth/set-up-oauth.ts'

/** Who this Jetway is, for issuers that read it instead of registering clients (Client ID Metadata Document). */
export function GET(): Response {
  const client_id = documentUrlOf()
  if (!client_id)
    return Response.json({ error: { code: 'not_found', message: 'There is nothing here.' } }, { status: 404 })
  return Response.json({ client_id, ...aboutJetway(redirectUriOf()), token_endpoint_auth_method: 'none' })
}
