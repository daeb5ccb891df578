/**
 * Secrets that are only ever verified: made at random, handed out once, kept as a SHA-256 hash. With 256 random
 * bits there is nothing to guess, so the hash needs neither salt nor cost.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

const tokenBytes = 32
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const crcLength = 6

/** 256 random bits in base64url (43 characters). */
export function newToken(): string {
  return randomBytes(tokenBytes).toString('base64url')
}

/** Whether this is a text that has the form of `newToken`; says nothing about whether it exists. */
export function isTokenShaped(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z0-9_-]{43}$/.test(text)
}

/** What is stored of a token. */
export function hashToken(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(token).digest())
}

/** `length` characters of base62, evenly distributed. */
export function randomBase62(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

/** CRC-32 of a text in six characters of base62, so that a scanner can tell a key from noise. */
export function checksum(text: string): string {
  let rest = crc32(text)
  let out = ''
  for (let i = 0; i < crcLength; i++) {
    out = alphabet[rest % 62] + out
    rest = Math.floor(rest / 62)
  }
  return out
}
