/**
 * The names that the aggregated endpoint hands out: `<connection>__<tool>`. A name that fits stays as it is; one that is too long
 * for models, or holds letters they do not take, is written anew and told apart by a hash, always the same way. A slug has no
 * underscore, so the first `__` divides.
 */
import { hashToken } from '#lib/crypto/token.ts'
import { toolNameChars } from '../schema.ts'

const divider = '__'
const hashChars = 6
const fits = /^[A-Za-z0-9_-]+$/

/** The gateway's own tool, whatever a connection is called. */
export const statusTool = 'jetway__status'

/** `charsMax`: at least 48, which leaves room for the longest slug. */
export function toHandedName(slug: string, tool: string, charsMax: number): string {
  const name = `${slug}${divider}${tool}`
  if (name.length <= charsMax && fits.test(name) && name !== statusTool) return name
  const hash = Buffer.from(hashToken(name)).toString('hex').slice(0, hashChars)
  const readable = name.replace(/[^A-Za-z0-9_-]+/g, '_')
  return `${readable.slice(0, charsMax - hashChars - 1)}_${hash}`
}

/** Whether a tool is, or was, handed out by that name: the project may have chosen another length since. */
export function isHandedName(name: unknown, slug: string, tool: string): boolean {
  return toolNameChars.some((chars) => toHandedName(slug, tool, Number(chars)) === name)
}

/** The connection's slug and what follows, or null when a name is none of ours. */
export function splitHandedName(name: unknown): { slug: string; rest: string } | null {
  if (typeof name !== 'string') return null
  const at = name.indexOf(divider)
  return at < 1 ? null : { slug: name.slice(0, at), rest: name.slice(at + divider.length) }
}

/** Whether a name may have been written anew. */
export function mayBeWrittenAnew(name: string): boolean {
  return /_[0-9a-f]{6}$/.test(name)
}
