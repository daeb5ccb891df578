/**
 * What may differ between a server that is asked directly and one that is asked through `/mcp/<project>/<connection>`: this is
 * the whole list. Everything else that either side sees is a fault.
 */
type Headers = Record<string, string | string[] | undefined>

/** One request as a server saw it, and its answer as the client did. `isStream` of what the server said. */
export type Exchange = {
  seen: { method: string; headers: Headers; body: string } | null
  got: { status: number; headers: Headers; body: string }
}

/** 1. Of a client's headers only the protocol's own travel: the rest is the client's business with Jetway. */
const travelUp = /^(?:accept|last-event-id|mcp-protocol-version|mcp-method|mcp-name|mcp-param-.*)$/
/** 2. These are about one connection, or are Jetway's own: its name, the person's values instead of the agent's key, no packing. */
const ofTheWayUp = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'user-agent',
  'authorization',
  'accept-encoding',
])
/** 3. The body was read as UTF-8 JSON and goes on as that, whatever charset was said. */
const retold = new Set(['content-type'])

/** 4. Of a server's headers only these travel back: no cookies, no challenges, nothing about the server's machine. */
const travelBack = new Set(['content-type', 'mcp-protocol-version', 'retry-after', 'allow'])
/** 5. Nothing of an answer is for a cache; proxies hold no stream back. A session's id is sealed. The request's id is there for whoever reads logs. The rest is framing. */
const ofTheWayBack = new Set([
  'cache-control',
  'x-accel-buffering',
  'mcp-session-id',
  'x-request-id',
  'vary',
  'content-length',
  'connection',
  'keep-alive',
  'date',
  'transfer-encoding',
])
const ownCacheControl = /^no-store(?:, no-transform)?$/

/** Sentences on what differs and may not; none where all is as it should be. */
export function findDifferences(direct: Exchange, through: Exchange): string[] {
  return [...differUpward(direct, through), ...differBack(direct, through)]
}

function differUpward({ seen: direct }: Exchange, { seen, got }: Exchange): string[] {
  if (!direct) return ['The direct request did not arrive.']
  // 6. What is no single JSON-RPC message is refused with 400 before anything is sent: nobody could say what it calls.
  if (!seen)
    return isMessage(direct.body) || got.status !== 400 ? [`It was not sent, and answered with ${got.status}.`] : []
  const differing = [
    ...(seen.method === direct.method ? [] : [`The method was ${seen.method}.`]),
    ...(seen.body === direct.body ? [] : [`The body was ${seen.body}.`]),
  ]
  const names = new Set([...Object.keys(direct.headers), ...Object.keys(seen.headers)])
  for (const name of names) {
    if (ofTheWayUp.has(name) || retold.has(name)) continue
    const wanted = travelUp.test(name) ? direct.headers[name] : undefined
    if (seen.headers[name] !== wanted) differing.push(`${name} was ${seen.headers[name]}, not ${wanted}.`)
  }
  return differing
}

function differBack({ got: direct }: Exchange, { seen, got }: Exchange): string[] {
  if (!seen) return []
  // 7. 407 is between a client and its proxy, so it goes on as 502.
  const status = direct.status === 407 ? 502 : direct.status
  if (got.status !== status) return [`The status was ${got.status}, not ${status}.`]
  // 8. A failure's body is handed on where it is JSON-RPC; pages and traces become a sentence that names the server.
  const isRetold = direct.status >= 400 && !isRpc(direct.body)
  const differing = isRetold
    ? got.body.includes('answered with status')
      ? []
      : [`A failure was told as ${got.body}.`]
    : got.body === direct.body
      ? []
      : [`The body was ${got.body}, not ${direct.body}.`]
  for (const name of new Set([...Object.keys(direct.headers), ...Object.keys(got.headers)])) {
    if (ofTheWayBack.has(name) || (name === 'content-type' && direct.status >= 400)) continue
    const wanted = travelBack.has(name) ? direct.headers[name] : undefined
    if (got.headers[name] !== wanted) differing.push(`${name} was ${got.headers[name]}, not ${wanted}.`)
  }
  if (!ownCacheControl.test(String(got.headers['cache-control']))) differing.push('It may be kept by caches.')
  return differing
}

function isMessage(text: string): boolean {
  const json = read(text)
  return typeof json === 'object' && json !== null && 'jsonrpc' in json && json.jsonrpc === '2.0' && 'method' in json
}

function isRpc(text: string): boolean {
  const json = read(text)
  return typeof json === 'object' && json !== null && 'jsonrpc' in json && json.jsonrpc === '2.0'
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
