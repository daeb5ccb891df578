import type { HttpRequest, Reply } from '../web/reply.ts'
import type { Client, Clients } from './clients.ts'
import type { Grants } from './grants.ts'
import type { Manners } from './manners.ts'

export interface AuthorizeContext {
  manners: Manners
  clients: Clients
  grants: Grants
}

interface Demand {
  client: Client
  redirectUri: string
  codeChallenge: string
  state: string | null
  scopes: string[]
  isOffline: boolean
}

/** GET shows who asks; POST with `decision=approve` and the account sends the browser back with a code. */
export function answerAuthorize({ manners, clients, grants }: AuthorizeContext, request: HttpRequest): Reply {
  const demand = readDemand(manners, clients, new URL(request.path, 'http://localhost').searchParams)
  if (typeof demand === 'string') return toPage(manners, 400, `<p>${escapeHtml(demand)}</p>`)
  if (request.method === 'GET') return toConsentPage(manners, demand, request.path)
  const form = new URLSearchParams(request.body.text)
  if (form.get('decision') !== 'approve') return toRedirect(demand, { error: 'access_denied' })
  const account = manners.accounts().find((id) => id === form.get(manners.accountWord))
  if (account === undefined) return toPage(manners, 400, `<p>Choose one ${manners.accountWord}.</p>`)
  const { client, redirectUri, codeChallenge, isOffline } = demand
  const scopes = demand.scopes.filter((scope) => form.getAll('scope').includes(scope))
  return toRedirect(demand, {
    code: grants.createCode({ clientId: client.id, redirectUri, codeChallenge, account, scopes, isOffline }),
  })
}

function readDemand(manners: Manners, clients: Clients, query: URLSearchParams): Demand | string {
  const client = clients.find(query.get('client_id') ?? '')
  if (client === undefined) return 'Invalid client. The clientId provided does not match to this client.'
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!client.allows(redirectUri)) return 'Invalid redirect URI. It does not match any registered redirect URI.'
  if (query.get('response_type') !== 'code') return 'Only response_type=code is supported.'
  const codeChallenge = query.get('code_challenge')
  if (codeChallenge === null || query.get('code_challenge_method') !== 'S256') return 'PKCE with S256 is required.'
  const scopes = (query.get('scope') ?? '').split(/[ ,]/).filter((scope) => manners.scopes.includes(scope))
  const isOffline = query.get('access_type') === 'offline' && query.get('prompt') === 'consent'
  return { client, redirectUri, codeChallenge, state: query.get('state'), scopes, isOffline }
}

function toRedirect({ redirectUri, state }: Demand, answer: Record<string, string>): Reply {
  const location = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) location.searchParams.set(name, value)
  if (state !== null) location.searchParams.set('state', state)
  return { status: 302, headers: { location: location.href }, body: '' }
}

function toConsentPage(manners: Manners, { client, redirectUri, scopes }: Demand, path: string): Reply {
  const { vendor, accountWord } = manners
  const choices = manners
    .accounts()
    .map((id) => `<option>${escapeHtml(id)}</option>`)
    .join('')
  const permissions = scopes
    .map((scope) => `<p><label><input type="checkbox" name="scope" value="${scope}" checked> ${scope}</label></p>`)
    .join('\n')
  return toPage(
    manners,
    200,
    `<h1>Allow ${escapeHtml(client.name || client.id)}?</h1>
<p>This is a sandbox, not ${vendor}. The app ${escapeHtml(client.id)} will be sent back to ${escapeHtml(redirectUri)}.</p>
<form method="post" action="${escapeHtml(path)}">
<p><label>${accountWord.replace(/^./, (first) => first.toUpperCase())} <select name="${accountWord}">${choices}</select></label></p>
${permissions}
<button name="decision" value="approve">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
  )
}

const look =
  'body{font:16px/1.5 system-ui,sans-serif;color-scheme:light dark}main{max-width:32rem;margin:10vh auto;padding:0 1rem}button,select{font:inherit;padding:.4rem .8rem}p{overflow-wrap:anywhere}'

function toPage({ vendor }: Manners, status: number, content: string): Reply {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${vendor} sandbox</title><style>${look}</style>`
  const body = `<!doctype html><html lang="en"><head>${head}</head><body><main>${content}</main></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
