/** What servers write there that compress nothing; proxies are kept from compressing so, and charsets stand there by mistake. */
const asItIs = new Set(['', 'identity', 'none', 'utf-8', 'utf8', 'binary'])

/** Whether a body is still compressed in a way that nobody has opened, by its `Content-Encoding`. */
export function isPacked(encoding: string | readonly string[] | null | undefined): boolean {
  const names = String(encoding ?? '').split(',')
  return names.some((name) => !asItIs.has(name.trim().toLowerCase()))
}
