import { createHash } from 'node:crypto'
import { emptyReply, type HttpRequest, jsonReply, type Reply } from '../web/reply.ts'
import type { Client, Clients } from './clients.ts'
import type { Approval, Grants } from './grants.ts'

export interface TokenContext {
  clients: Clients
  grants: Grants
}

/** Exchanges codes and refresh tokens; revokes as well, where a vendor has one address for both. */
export function answerToken(context: TokenContext, request: HttpRequest): Reply {
  const form = new URLSearchParams(request.body.text)
  const client = findClient(context.clients, request.headers.authorization, form)
  if (client === null) return refuse(401, 'invalid_client', 'Client authentication failed')
  const { grants } = context
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      const approval = redeem(grants, client, form)
      return approval ? jsonReply(200, grants.issue(approval)) : refuseGrant()
    }
    case 'refresh_token': {
      const token = form.get('refresh_token') ?? ''
      const approval = grants.refresh(client.id, token)
      return approval ? jsonReply(200, grants.issue(approval, token)) : refuseGrant()
    }
    case null:
      if (form.has('token')) return revoke(grants, client, form)
  }
  return refuse(400, 'unsupported_grant_type', 'Grant type not supported')
}

export function answerRevocation({ clients, grants }: TokenContext, request: HttpRequest): Reply {
  const form = new URLSearchParams(request.body.text)
  const client = findClient(clients, request.headers.authorization, form)
  return client === null ? refuse(401, 'invalid_client', 'Client authentication failed') : revoke(grants, client, form)
}

function revoke(grants: Grants, client: Client, form: URLSearchParams): Reply {
  grants.revoke(client.id, form.get('token') ?? '')
  return emptyReply(200)
}

function redeem(grants: Grants, client: Client, form: URLSearchParams): Approval | null {
  const approval = grants.takeCode(form.get('code') ?? '')
  if (approval?.clientId !== client.id || approval.redirectUri !== form.get('redirect_uri')) return null
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url')
  return challenge === approval.codeChallenge ? approval : null
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

function refuseGrant(): Reply {
  return refuse(400, 'invalid_grant', 'Invalid or expired grant')
}

function refuse(status: number, error: string, description: string): Reply {
  return jsonReply(status, { error, error_description: description })
}
