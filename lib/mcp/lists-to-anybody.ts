/**
 * Whether a server shows the same tools to whoever asks, so that its list says nothing about a person's values. It is asked once,
 * without them; a server that does not answer that asks for them.
 */
import { isOutboundError } from '#lib/http/errors.ts'
import { connect, type PeerOptions } from './peer.ts'
import { closeSession, openSession } from './session.ts'
import { listTools } from './tools/list-tools.ts'
import { type ToolListing, toToolListings } from './tools/tool-listing.ts'

/** `shown`: what it lists with the values. */
export async function listsToAnybody(
  url: string,
  fixedHeaders: Readonly<Record<string, string>>,
  options: PeerOptions,
  shown: readonly ToolListing[],
): Promise<boolean> {
  const peer = connect(url, fixedHeaders, options)
  try {
    const opening = await openSession(peer)
    if (!opening.ok) return false
    const list = await listTools(peer, opening.session)
    await closeSession(peer, opening.session)
    return list.ok && namesOf(toToolListings(list.tools)) === namesOf(shown)
  } catch (error) {
    if (isOutboundError(error)) return false
    throw error
  } finally {
    await peer.close()
  }
}

function namesOf(tools: readonly ToolListing[]): string {
  return JSON.stringify(tools.map(({ name }) => name).sort())
}
