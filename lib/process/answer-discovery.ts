/**
 * What clients of the gateway ask for when they look for a way to sign in (RFC 8414, RFC 9728, RFC 7591). There is none
 * but the agent key, and this says so in the form in which clients show it: a page would end as "Unexpected token '<'".
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { env } from '#lib/env.ts'

export async function answerDiscovery({ url = '' }: IncomingMessage, res: ServerResponse): Promise<void> {
  const [status, error] = url.startsWith('/.well-known') ? [404, 'not_found'] : [400, 'invalid_request']
  const description = `Agents sign in to Jetway with an agent key, sent as \`Authorization: Bearer jway_…\`. Get one on the project's Agents page at ${env().url}/projects.`
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  res.end(JSON.stringify({ error, error_description: description }))
}
