import { createHash } from 'node:crypto'
import { emptyReply, type HttpRequest, jsonReply, type Reply } from '../reply.ts'
import type { Client, Clients } from './clients.ts'
import type { Approval, Grants } from './grants.ts'

/** Exchanges codes and refresh tokens; revokes as well, since Intercom has one address for both. */
export function answerToken({ clients, grants }: { clients: Clients; grants: Grants }, request: HttpRequest): Reply {
  const form = new URLSearchParams(request.body.text)
  const client = findClient(clients, request.headers.authorization, form)
  if (client === null) return refuse(401, 'invalid_client', 'Client authentication failed')
  const revoked = form.get('token')
  if (revoked !== null && !form.has('grant_type')) {
    grants.revoke(client.id, revoked)
    return emptyReply(200)
  }
  const grantType = form.get('grant_type')
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token') {
    return refuse(400, 'unsupported_grant_type', 'Grant type not supported')
  }
  const approval = grantType === 'refresh_token' ? refresh(grants, client, form) : redeem(grants, client, form)
  return approval ? jsonReply(200, grants.issue(approval)) : refuse(400, 'invalid_grant', 'Invalid or expired grant')
}

function redeem(grants: Grants, client: Client, form: URLSearchParams): Approval | null {
  const approval = grants.takeCode(form.get('code') ?? '')
  if (approval?.clientId !== client.id || approval.redirectUri !== form.get('redirect_uri')) return null
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url')
  return challenge === approval.codeChallenge ? approval : null
}

/** A refresh token of another client stays usable for that client. */
function refresh(grants: Grants, client: Client, form: URLSearchParams): Approval | null {
  const token = form.get('refresh_token') ?? ''
  if (grants.findRefreshToken(token)?.clientId !== client.id) return null
  return grants.takeRefreshToken(token) ?? null
}

function findClient(clients: Clients, header: string | undefined, form: URLSearchParams): Client | null {
  const { id, secret } = header?.startsWith('Basic ')
    ? readBasic(header)
    : { id: form.get('client_id'), secret: form.get('client_secret') }
  const client = clients.find(id ?? '')
  return client !== undefined && client.secret === secret ? client : null
}

function readBasic(header: string): { id: string | null; secret: string | null } {
  const [id, secret] = Buffer.from(header.slice('Basic '.length), 'base64').toString().split(':')
  return { id: decode(id), secret: decode(secret) }
}

function decode(text: string | undefined): string | null {
  return text === undefined ? null : new URLSearchParams(`value=${text}`).get('value')
}

function refuse(status: number, error: string, description: string): Reply {
  return jsonReply(status, { error, error_description: description })
}
