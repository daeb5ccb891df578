/** Tool names of the aggregated endpoint: `<connection>__<tool>`. A slug has no underscore, so the first `__` divides. */
const divider = '__'

export function toAggregateName(slug: string, tool: string): string {
  return `${slug}${divider}${tool}`
}

/** The connection's slug and the tool's own name, or null when a name is none of ours. */
export function splitAggregateName(name: unknown): { slug: string; tool: string } | null {
  if (typeof name !== 'string') return null
  const at = name.indexOf(divider)
  return at < 1 ? null : { slug: name.slice(0, at), tool: name.slice(at + divider.length) }
}
