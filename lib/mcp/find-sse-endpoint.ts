/**
 * Recognises the transport of 2024-11-05: no POST, but a stream on GET whose first event names another address.
 * It is only recognised, never spoken. https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse
 */
import { isOutboundError } from '#lib/http/errors.ts'
import type { ProbedPeer } from './peer.ts'
import { createSseReader } from './sse-reader.ts'

const eventCharsMax = 16_384
const firstEventTimeoutMs = 5_000

/** False also when nothing can be found out. */
export async function hasSseEndpoint(peer: ProbedPeer): Promise<boolean> {
  try {
    const response = await peer.fetch({ method: 'GET', headers: { accept: 'text/event-stream' } }, firstEventTimeoutMs)
    const isStream = response.ok && response.headers.get('content-type')?.toLowerCase().startsWith('text/event-stream')
    if (isStream) return await beginsWithEndpoint(response)
    await response.body?.cancel()
    return false
  } catch (error) {
    if (isOutboundError(error)) return false
    throw error
  }
}

async function beginsWithEndpoint(response: Response): Promise<boolean> {
  const reader = createSseReader({ eventCharsMax })
  for await (const chunk of response.body ?? []) {
    const [first] = reader.push(chunk)
    if (first) return first.event === 'endpoint'
  }
  return false
}
