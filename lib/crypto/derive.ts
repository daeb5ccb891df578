/**
 * Keys from the master key: HKDF-SHA256 (RFC 5869), one label for each purpose, so that no two purposes share a key.
 * Takes the master key as an argument and keeps nothing.
 */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto'

export type KeyLabel = 'session' | 'mcp-session' | 'mcp-ask' | 'throttle' | 'wrap' | 'key-id'

const keyBytes = 32

/** A fresh master key, in the form in which operators keep it. */
export function newMasterKey(): string {
  return randomBytes(keyBytes).toString('base64url')
}

/** Whether a text is a master key in that form. */
export function isMasterKey(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}=?$/.test(text)
}

/** 32 bytes for one purpose. */
export function deriveKey(masterKey: string, label: KeyLabel): Buffer {
  const secret = Buffer.from(masterKey, 'base64url')
  if (secret.length !== keyBytes) throw new Error(`A master key has ${keyBytes} bytes.`)
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `jetway/${label}`, keyBytes))
}

/** A short public name of a master key; tells which one wrapped a data key. */
export function masterKeyId(masterKey: string): string {
  return deriveKey(masterKey, 'key-id').toString('hex').slice(0, 16)
}

/** HMAC-SHA256 over parts that cannot run into each other. */
export function sign(key: Uint8Array, ...parts: string[]): string {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part)
  return mac.digest('base64url')
}
