/**
 * The door through which every outbound connection leaves. An undici agent whose connector checks the address actually
 * dialled: names by the lookup it gives to the socket, IP literals directly (undici never resolves those).
 * Where the operator has set a proxy, the connection to a public host goes through that (`proxy/find-route.ts`).
 * Must stay true: an address that `classify-address.ts` refuses gets no packet; the failure carries the code `EBLOCKED`.
 * Speaks HTTP/1.1 only, asks for answers that are not compressed and unpacks those that are, follows no redirect by itself.
 */
import type { Socket } from 'node:net'
import { Agent, buildConnector, type Dispatcher, interceptors } from 'undici'
import { type DialRules, guardedLookup, type Lookup, refuseLiteral } from './guarded-lookup.ts'
import { connectionsMax, connectTimeoutMs, keepAliveMs } from './limits.ts'
import type { OutboundPolicy } from './policy.ts'
import { findRoute } from './proxy/find-route.ts'
import { openTunnel } from './proxy/open-tunnel.ts'
import { proxyInUse } from './way-out.ts'

/** Timeouts in milliseconds, 0 for none; undici's own when they are not given. */
type AgentOptions = {
  connections?: number
  headersTimeout?: number
  bodyTimeout?: number
  lookup?: Lookup | undefined
}

export function guardedAgent(policy: OutboundPolicy, options: AgentOptions = {}): Dispatcher {
  const { lookup, connections = connectionsMax, headersTimeout, bodyTimeout } = options
  const agent = new Agent({
    connect: guardedConnector(policy, lookup),
    connections,
    keepAliveTimeout: keepAliveMs,
    pipelining: 1,
    ...(headersTimeout !== undefined && { headersTimeout }),
    ...(bodyTimeout !== undefined && { bodyTimeout }),
  })
  return agent.compose(uncompressed, unpacked)
}

/** A server that is not asked may take that for leave to compress. Headers are objects. */
const uncompressed: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch({ ...options, headers: { 'accept-encoding': 'identity', ...options.headers } }, handler)

/** Some compress all the same. Nothing that reads, masks or bounds an answer would see what is in it. */
const unpacked = quietly(() => interceptors.decompress({ skipErrorResponses: false }))

/** undici says of what it may still change that it may, at every start; its version is pinned. */
function quietly<T>(make: () => T): T {
  const warn = process.emitWarning
  process.emitWarning = () => {}
  try {
    return make()
  } finally {
    process.emitWarning = warn
  }
}

function guardedConnector(policy: OutboundPolicy, lookup: Lookup | undefined): buildConnector.connector {
  const open = (rules: DialRules) =>
    buildConnector({ timeout: connectTimeoutMs, allowH2: false, lookup: guardedLookup(rules) })
  const plainRules: DialRules = { policy, isPlain: true, lookup }
  const secureRules: DialRules = { policy, isPlain: false, lookup }
  const plain = open(plainRules)
  const secure = open(secureRules)

  return (target, callback) => {
    const isSecure = target.protocol === 'https:'
    const refusal = refuseLiteral(hostOf(target), isSecure ? secureRules : plainRules)
    if (refusal) return process.nextTick(callback, refusal, null)
    const connect = isSecure ? secure : plain
    if (!proxyInUse()) return connect(target, callback)
    openWay(target, isSecure ? secureRules : plainRules).then(
      (tunnel) => connect(tunnel ? { ...target, httpSocket: tunnel } : target, callback),
      (error) => callback(error, null),
    )
  }
}

/** Null where the connection goes straight. */
async function openWay(target: buildConnector.Options, rules: DialRules): Promise<Socket | null> {
  const host = hostOf(target)
  const port = Number(target.port) || (rules.isPlain ? 80 : 443)
  const proxy = await findRoute(host, port, rules)
  return proxy && openTunnel(proxy, { host, port })
}

function hostOf({ hostname }: buildConnector.Options): string {
  return hostname.replace(/^\[|\]$/g, '')
}
