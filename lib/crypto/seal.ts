/**
 * Authenticated encryption of small values: AES-256-GCM (NIST SP 800-38D) with a random 96-bit IV.
 * Envelope: format (1) | key version (4, big-endian) | IV (12) | tag (16) | ciphertext. The header is authenticated too.
 * `context` binds a value to its place: opened anywhere else it does not open. Takes keys, knows none.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const format = 1
const headerBytes = 5
const ivBytes = 12
const tagBytes = 16
const keyBytes = 32
const cipher = 'aes-256-gcm'

export type SealKey = { version: number; key: Uint8Array }

/** Encrypts `plaintext` so that it opens only with the same key and the same `context`. */
export function seal({ version, key }: SealKey, plaintext: Uint8Array, context: string): Uint8Array<ArrayBuffer> {
  assertKey(key)
  const header = Buffer.alloc(headerBytes)
  header.writeUInt8(format, 0)
  header.writeUInt32BE(version, 1)
  const iv = randomBytes(ivBytes)
  const encryptor = createCipheriv(cipher, key, iv, { authTagLength: tagBytes })
  encryptor.setAAD(additionalData(header, context))
  const body = Buffer.concat([encryptor.update(plaintext), encryptor.final()])
  return Uint8Array.from(Buffer.concat([header, iv, encryptor.getAuthTag(), body]))
}

/** The key version an envelope was made with, or null when it is not an envelope. */
export function sealedVersion(envelope: Uint8Array): number | null {
  if (envelope.length < headerBytes + ivBytes + tagBytes || envelope[0] !== format) return null
  return Buffer.from(envelope).readUInt32BE(1)
}

/** The plaintext, or null for a wrong key, a wrong context, a tampered or a truncated envelope. */
export function open({ version, key }: SealKey, envelope: Uint8Array, context: string): Uint8Array | null {
  assertKey(key)
  if (sealedVersion(envelope) !== version) return null
  const bytes = Buffer.from(envelope)
  const header = bytes.subarray(0, headerBytes)
  const iv = bytes.subarray(headerBytes, headerBytes + ivBytes)
  const tag = bytes.subarray(headerBytes + ivBytes, headerBytes + ivBytes + tagBytes)
  const decryptor = createDecipheriv(cipher, key, iv, { authTagLength: tagBytes })
  decryptor.setAAD(additionalData(header, context))
  decryptor.setAuthTag(tag)
  try {
    return Buffer.concat([decryptor.update(bytes.subarray(headerBytes + ivBytes + tagBytes)), decryptor.final()])
  } catch {
    return null
  }
}

function additionalData(header: Buffer, context: string): Buffer {
  return Buffer.concat([header, Buffer.from(context, 'utf8')])
}

function assertKey(key: Uint8Array): void {
  if (key.length !== keyBytes) throw new Error(`A sealing key has ${keyBytes} bytes, not ${key.length}.`)
}
