import { isOutboundError } from '#lib/http/errors.ts'
import { type Challenge, findChallenge } from './challenge.ts'
import { connect, type PeerOptions } from './peer.ts'
import { closeSession, openSession } from './session.ts'

/** `isOpen`: it answers without a credential. `challenge`: what it asks for, where it says so. */
type Asked = { isOpen: boolean; challenge: Challenge | null }

/** How a server answers who comes without a credential. One that does not answer is taken for one that asks. */
export async function readChallenge(url: string, options: PeerOptions): Promise<Asked> {
  const peer = connect(url, {}, options)
  try {
    const opening = await openSession(peer)
    if (!opening.ok) return { isOpen: false, challenge: findChallenge(opening.reply.headers.get('www-authenticate')) }
    await closeSession(peer, opening.session)
    return { isOpen: true, challenge: null }
  } catch (error) {
    if (isOutboundError(error)) return { isOpen: false, challenge: null }
    throw error
  } finally {
    await peer.close()
  }
}
