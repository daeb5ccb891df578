/** Comparison whose time does not depend on where two secrets differ. */
import { timingSafeEqual } from 'node:crypto'

/** Whether both are the same bytes; the length is not secret. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
