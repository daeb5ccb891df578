/** What a token stands for is in it, so that it outlives a restart of the demo. Nothing real stands behind a stand-in. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { isRecord } from '../web/json.ts'

const key = 'a sandbox of Jetway'

export function seal(prefix: string, content: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify({ ...content, nonce: randomBytes(8).toString('hex') })
  const payload = Buffer.from(text).toString('base64url')
  return `${prefix}${payload}.${sign(prefix + payload)}`
}

/** Null for what was not sealed here under that prefix. */
export function unseal(prefix: string, token: string): Record<string, unknown> | null {
  if (!token.startsWith(prefix)) return null
  const [payload = '', signature = ''] = token.slice(prefix.length).split('.')
  const expected = Buffer.from(sign(prefix + payload))
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const content: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return isRecord(content) ? content : null
}

/** The same at every start. */
export function fixedToken(prefix: string, subject: string): string {
  return prefix + sign(prefix + subject)
}

function sign(payload: string): string {
  return createHmac('sha256', key).update(payload).digest('base64url')
}
