/**
 * One line for each request: method, route, status, time, id. A route is a pattern: only the words that this file
 * knows are written, everything else in an address (tokens, ids, names) becomes `:x`, queries are left out.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import { log } from '#lib/log.ts'

const words = new Set(
  `api auth session signout callback credentials csrf providers servers new check projects connections auth-links agents people
  activity settings sign-in audit export me link continue connect setup invitation reset mcp health ready
  .well-known oauth-protected-resource oauth-authorization-server openid-configuration register authorize oauth client.json`.split(
    /\s+/,
  ),
)

/** `/projects/support/connections` becomes `/projects/:x/connections`. */
export function routeOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '/'
  return path
    .split('/')
    .map((segment) => (segment === '' || words.has(segment) ? segment : ':x'))
    .join('/')
}

/** Logs when the answer has ended, or when its client has gone. Files of the build are not worth a line. */
export function logRequest(req: IncomingMessage, res: ServerResponse): void {
  const { url = '/', method = '' } = req
  if (url.startsWith('/_next/')) return
  const startedAt = performance.now()
  res.once('close', () => {
    const ms = Math.round(performance.now() - startedAt)
    const requestId = String(req.headers['x-request-id'] ?? '')
    const outcome = res.writableFinished ? undefined : 'left'
    log.info('request', { method, route: routeOf(url), status: res.statusCode, ms, requestId, outcome })
  })
}
