/** An address with what is set of a query; an empty text is as good as none. */
export function toHref(path: string, query: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value && (typeof value === 'string' || typeof value === 'number')) params.set(name, String(value))
  }
  return params.size > 0 ? `${path}?${params}` : path
}
