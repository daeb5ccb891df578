/**
 * What servers ask of a client while a call runs (sampling, elicitation, roots, ping), and the client's answers on their way
 * back. The id that a client sees names the connection and the server's own id, signed for this client, so that the answer
 * finds the right server from any replica, and nobody can answer for somebody else.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server
 */
import { equalBytes } from '#lib/crypto/compare.ts'
import { deriveKey, sign } from '#lib/crypto/derive.ts'
import { env } from '#lib/env.ts'
import { parseJson } from '#lib/mcp/json-rpc.ts'

const charsMax = 65_536

/** `id`: as the server wrote it, JSON. */
export type ServerAsk = { connectionId: string; id: string }

/** The same for the same question, so that what is said of it later is said under the same id. */
export function toAskId({ connectionId, id }: ServerAsk, clientSessionId: string): string {
  const text = Buffer.from(JSON.stringify([connectionId, id])).toString('base64url')
  return `${text}.${signatureOf(text, clientSessionId, env().masterKey)}`
}

/** Null when it was not made here for this client. */
export function readAskId(id: unknown, clientSessionId: string): ServerAsk | null {
  if (typeof id !== 'string' || id.length > charsMax) return null
  const [text = '', signature = '', ...rest] = id.split('.')
  if (rest.length > 0 || !isSigned(signature, text, clientSessionId)) return null
  const read = parseJson(Buffer.from(text, 'base64url').toString())
  if (!Array.isArray(read)) return null
  const [connectionId, own] = read
  return typeof connectionId === 'string' && typeof own === 'string' ? { connectionId, id: own } : null
}

/** Also under the key before a rotation. */
function isSigned(signature: string, text: string, clientSessionId: string): boolean {
  const { masterKey, masterKeyPrevious } = env()
  return [masterKey, masterKeyPrevious].some(
    (key) => key && equalBytes(Buffer.from(signature), Buffer.from(signatureOf(text, clientSessionId, key))),
  )
}

function signatureOf(text: string, clientSessionId: string, masterKey: string): string {
  return sign(deriveKey(masterKey, 'mcp-ask'), text, clientSessionId).slice(0, 22)
}
