/** Ways in which the whole server can misbehave on demand. */

import type { ServerResponse } from 'node:http'
import type { Region } from './data/types.ts'

export type FaultKind = 'down' | 'slow' | 'http-500' | 'rate-limited' | 'huge'

export interface FaultOptions {
  kind: FaultKind
  /** Only one of the two hosts. */
  region?: Region
  /** Only requests with this JSON-RPC method, such as `tools/call`. */
  method?: string
  /** How long `slow` waits at most; without it, until `release()`. */
  milliseconds?: number
}

export type Fault = FaultKind | FaultOptions

export interface Faults {
  set(fault: Fault | null): void
  /** Lets every waiting request go on. */
  release(): void
  waiting(): number
  find(region: Region, method: string | null): FaultOptions | null
  wait(fault: FaultOptions, response: ServerResponse): Promise<void>
}

export function createFaults(): Faults {
  let current: FaultOptions | null = null
  const waiting = new Set<() => void>()
  function release(): void {
    for (const resume of [...waiting]) resume()
  }
  return {
    set(fault) {
      current = typeof fault === 'string' ? { kind: fault } : fault
      if (current?.kind !== 'slow') release()
    },
    release,
    waiting: () => waiting.size,
    find(region, method) {
      if (current === null || (current.region ?? region) !== region) return null
      return current.method === undefined || current.method === method ? current : null
    },
    wait: ({ milliseconds }, response) => waitUntilReleased(waiting, response, milliseconds),
  }
}

function waitUntilReleased(waiting: Set<() => void>, response: ServerResponse, milliseconds?: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = milliseconds === undefined ? undefined : setTimeout(resume, milliseconds)
    function resume(): void {
      clearTimeout(timer)
      waiting.delete(resume)
      response.off('close', resume)
      resolve()
    }
    waiting.add(resume)
    response.on('close', resume)
  })
}

/** A well-begun event that never ends. Stops when the client goes away. */
export function sendEndlessly(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536, 'a')
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  response.write('event: message\ndata: {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"')
  function send(): void {
    while (!response.destroyed && response.write(chunk)) {}
  }
  response.on('drain', send)
  send()
}
