/**
 * The form of an agent key: `jway_<id>_<secret><crc>`, all base62. The checksum lets a scanner tell a key from
 * noise and lets us refuse a mistyped one without asking the database; it proves nothing. The secret has
 * 238 random bits, so its SHA-256 is all that is kept.
 */
import { checksum, randomBase62 } from '#lib/crypto/token.ts'

const idLength = 12
const secretLength = 40
const keyForm = /^jway_([0-9A-Za-z]{12})_([0-9A-Za-z]{40})([0-9A-Za-z]{6})$/

export type AgentKeyParts = { publicId: string; secret: string }

/** A new key; `text` is shown once and never stored. */
export function newAgentKey(): AgentKeyParts & { text: string } {
  const publicId = randomBase62(idLength)
  const secret = randomBase62(secretLength)
  const body = `jway_${publicId}_${secret}`
  return { publicId, secret, text: body + checksum(body) }
}

/** The parts of a key whose form and checksum hold, or null. */
export function parseAgentKey(text: string): AgentKeyParts | null {
  const [, publicId, secret, crc] = keyForm.exec(text) ?? []
  if (!publicId || !secret) return null
  return checksum(`jway_${publicId}_${secret}`) === crc ? { publicId, secret } : null
}
