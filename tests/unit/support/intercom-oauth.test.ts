import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Intercom, startIntercom } from '#sandbox/intercom/start-intercom.ts'
import { openSession, post } from './intercom-session.ts'

const redirectUri = 'http://127.0.0.1:9/callback'
const verifier = 'a-verifier-that-is-long-enough-for-the-purpose'
const codeChallenge = createHash('sha256').update(verifier).digest('base64url')

let intercom: Intercom
let origin: string

beforeAll(async () => {
  intercom = await startIntercom()
  origin = new URL(intercom.url).origin
})
afterAll(() => intercom.close())

async function register(): Promise<string> {
  const metadata = { client_name: 'A <b>test</b>', redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' }
  return JSON.parse((await post(`${origin}/register`, metadata)).text).client_id
}

function toAuthorizeUrl(clientId: string, changes: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
    state: 'a state',
    ...changes,
  })
  return `${origin}/authorize?${query}`
}

function decide(url: string, form: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
}

async function approve(clientId: string, workspace = 'globex'): Promise<string> {
  const response = await decide(toAuthorizeUrl(clientId), { decision: 'approve', workspace })
  const location = new URL(response.headers.get('location') ?? '')
  expect(location.searchParams.get('state')).toBe('a state')
  return location.searchParams.get('code') ?? ''
}

async function requestToken(form: Record<string, string>) {
  const response = await fetch(`${origin}/token`, { method: 'POST', body: new URLSearchParams(form) })
  const text = await response.text()
  return { status: response.status, content: text === '' ? {} : JSON.parse(text) }
}

function redeem(clientId: string, code: string, changes: Record<string, string> = {}) {
  const form = { client_id: clientId, code, redirect_uri: redirectUri, code_verifier: verifier, ...changes }
  return requestToken({ grant_type: 'authorization_code', ...form })
}

test('signs a person in and refreshes, each token for one workspace', async () => {
  const clientId = await register()
  const page = await (await fetch(toAuthorizeUrl(clientId))).text()
  expect(page).toContain('A &#60;b&#62;test')
  expect(page).not.toContain('nordlicht')
  const { content } = await redeem(clientId, await approve(clientId))
  expect(content).toMatchObject({ token_type: 'bearer', expires_in: 3600 })
  const session = await openSession(intercom.url, content.access_token)
  expect(await session.read('search_conversations', { state: 'open', per_page: 1 })).toMatchObject({
    conversations: [{ workspace_id: 'globex' }],
  })
  const refresh = { grant_type: 'refresh_token', client_id: clientId, refresh_token: content.refresh_token }
  const renewed = await requestToken(refresh)
  await openSession(intercom.url, renewed.content.access_token)
  expect(await requestToken(refresh)).toMatchObject({ status: 400, content: { error: 'invalid_grant' } })
})

test('gives nothing for a code used twice, a wrong verifier or another client (the code is spent)', async () => {
  const clientId = await register()
  const code = await approve(clientId)
  expect((await redeem(clientId, code)).status).toBe(200)
  expect((await redeem(clientId, code)).content.error).toBe('invalid_grant')
  expect((await redeem(clientId, await approve(clientId), { code_verifier: 'guess' })).content.error).toBe(
    'invalid_grant',
  )
  expect((await redeem(await register(), await approve(clientId))).content.error).toBe('invalid_grant')
  expect((await redeem('unknown', code)).status).toBe(401)
})

test('sends nobody to an address that was not registered, and reports a refusal', async () => {
  const clientId = await register()
  expect((await fetch(toAuthorizeUrl(clientId, { redirect_uri: 'http://127.0.0.1:9/other' }))).status).toBe(400)
  expect((await fetch(toAuthorizeUrl(clientId, { code_challenge_method: 'plain' }))).status).toBe(400)
  const denied = await decide(toAuthorizeUrl(clientId), { decision: 'deny' })
  expect(denied.headers.get('location')).toContain('error=access_denied')
  const elsewhere = await decide(toAuthorizeUrl(clientId), { decision: 'approve', workspace: 'nordlicht' })
  expect(elsewhere.status).toBe(400)
})

test('revokes at the token address, and only what the client itself was given', async () => {
  const clientId = await register()
  const { content } = await redeem(clientId, await approve(clientId))
  await requestToken({ client_id: await register(), token: content.access_token })
  await requestToken({ client_id: clientId, token: intercom.tokens.acme })
  await openSession(intercom.url, content.access_token)
  await openSession(intercom.url, intercom.tokens.acme)
  expect(await requestToken({ client_id: clientId, token: content.access_token })).toEqual({ status: 200, content: {} })
  await expect(openSession(intercom.url, content.access_token)).rejects.toThrow('401')
})
