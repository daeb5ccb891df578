import type { HttpRequest, Reply } from '../reply.ts'
import type { Client, Clients } from './clients.ts'
import type { Grants } from './grants.ts'

export interface AuthorizeContext {
  clients: Clients
  grants: Grants
  /** Workspaces a person of this host may choose from. */
  workspaceIds(): readonly string[]
}

interface Demand {
  client: Client
  redirectUri: string
  codeChallenge: string
  state: string | null
}

/** GET shows who asks; POST with `decision=approve` and `workspace=<id>` sends the browser back with a code. */
export function answerAuthorize(context: AuthorizeContext, request: HttpRequest): Reply {
  const demand = readDemand(context.clients, new URL(request.path, 'http://localhost').searchParams)
  if (typeof demand === 'string') return toPage(400, `<p>${escapeHtml(demand)}</p>`)
  if (request.method === 'GET') return toConsentPage(demand, request.path, context.workspaceIds())
  const form = new URLSearchParams(request.body.text)
  if (form.get('decision') !== 'approve') return toRedirect(demand, { error: 'access_denied' })
  const workspaceId = context.workspaceIds().find((id) => id === form.get('workspace'))
  if (workspaceId === undefined) return toPage(400, '<p>Choose a workspace of this region.</p>')
  const { client, redirectUri, codeChallenge } = demand
  const code = context.grants.createCode({ clientId: client.id, redirectUri, codeChallenge, workspaceId })
  return toRedirect(demand, { code })
}

function readDemand(clients: Clients, query: URLSearchParams): Demand | string {
  const client = clients.find(query.get('client_id') ?? '')
  if (client === undefined) return 'Invalid client. The clientId provided does not match to this client.'
  const redirectUri = client.redirectUris.find((uri) => uri === query.get('redirect_uri'))
  if (redirectUri === undefined) return 'Invalid redirect URI. It does not match any registered redirect URI.'
  if (query.get('response_type') !== 'code') return 'Only response_type=code is supported.'
  const codeChallenge = query.get('code_challenge')
  if (codeChallenge === null || query.get('code_challenge_method') !== 'S256') return 'PKCE with S256 is required.'
  return { client, redirectUri, codeChallenge, state: query.get('state') }
}

function toRedirect({ redirectUri, state }: Demand, answer: Record<string, string>): Reply {
  const location = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) location.searchParams.set(name, value)
  if (state !== null) location.searchParams.set('state', state)
  return { status: 302, headers: { location: location.href }, body: '' }
}

function toConsentPage({ client, redirectUri }: Demand, path: string, workspaceIds: readonly string[]): Reply {
  const choices = workspaceIds.map((id) => `<option>${escapeHtml(id)}</option>`).join('')
  return toPage(
    200,
    `<h1>Allow ${escapeHtml(client.name || client.id)}?</h1>
<p>This is a sandbox, not Intercom. The app ${escapeHtml(client.id)} will be sent back to ${escapeHtml(redirectUri)}.</p>
<form method="post" action="${escapeHtml(path)}">
<label>Workspace <select name="workspace">${choices}</select></label>
<button name="decision" value="approve">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
  )
}

function toPage(status: number, content: string): Reply {
  const head = '<meta charset="utf-8"><title>Intercom sandbox</title>'
  const body = `<!doctype html><html lang="en"><head>${head}</head><body><main>${content}</main></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
