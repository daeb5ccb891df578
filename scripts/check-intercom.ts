/**
 * `npm run check:intercom`, on a connected machine: whether the real Intercom still asks for sign-in as Jetway expects; with
 * INTERCOM_TOKEN, whether that token opens it, and which tools it lists. No part of the tests, which try it on the stand-in.
 */
import { readSettings } from '#lib/env.ts'
import { isOutboundError } from '#lib/http/errors.ts'
import { safeFetch } from '#lib/http/safe-fetch.ts'
import { setWayOut } from '#lib/http/way-out.ts'
import { tryCredential } from '#lib/mcp/try-credential.ts'
import { sayError } from './say-error.ts'

type Finding = { isAsExpected: boolean; said: string }

const url = process.argv[2] ?? 'https://mcp.intercom.com/mcp'
const settings = readSettings()
setWayOut({ proxy: settings.outboundProxy, certificates: settings.JETWAY_CA_FILE })
const policy = { allowNetworks: settings.JETWAY_ALLOW_NETWORKS }
const limits = { policy, timeoutMs: 15_000, responseBytesMax: 100_000 }
const expected = /^Bearer (?=.*realm="OAuth")(?=.*error="invalid_token")/i

await report(checkChallenge)
const token = process.env.INTERCOM_TOKEN
if (token) await report(() => checkToken(token))
else console.log('– set INTERCOM_TOKEN to list the tools it opens')

async function report(check: () => Promise<Finding>): Promise<void> {
  const failed = (error: unknown) => ({
    isAsExpected: false,
    said: `${url}: ${sayError(error)}${isOutboundError(error) && error.advice ? ` ${error.advice}` : ''}`,
  })
  const { isAsExpected, said } = await check().catch(failed)
  console.log(`${isAsExpected ? '✓' : '✗'} ${said}`)
  if (!isAsExpected) process.exitCode = 1
}

async function checkChallenge(): Promise<Finding> {
  const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
  const clientInfo = { name: 'jetway-check', version: '1' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
  const answer = await safeFetch(url, { method: 'POST', headers, body }, limits)
  await answer.body?.cancel()
  const challenge = answer.headers.get('www-authenticate') ?? 'no challenge'
  return {
    isAsExpected: answer.status === 401 && expected.test(challenge),
    said: `without a token: ${answer.status}, ${challenge}`,
  }
}

async function checkToken(token: string): Promise<Finding> {
  const result = await tryCredential(url, { authorization: `Bearer ${token}` }, { policy })
  if (!result.ok) return { isAsExpected: false, said: `with the token: ${result.message}` }
  const names = result.tools.map((tool) => tool.name).join(', ')
  return {
    isAsExpected: true,
    said: `with the token: MCP ${result.mcpVersion}, ${result.tools.length} tools: ${names}`,
  }
}
