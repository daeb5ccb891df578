/**
 * Values of a form whose session ended, for the way through sign-in and back, or that somebody has left by going back. Never a
 * secret field, and it is read once.
 */
export function rememberForm(id: string, values: Record<string, string>, path: string = location.pathname): void {
  try {
    sessionStorage.setItem(keyOf(id, path), JSON.stringify(values))
  } catch {
    // Storage that is full or switched off costs the reader some typing, no more.
  }
}

export function recallForm(id: string): Record<string, string> | null {
  try {
    const key = keyOf(id, location.pathname)
    const stored = sessionStorage.getItem(key)
    sessionStorage.removeItem(key)
    return stored ? (JSON.parse(stored) as Record<string, string>) : null
  } catch {
    return null
  }
}

function keyOf(id: string, path: string): string {
  return `jetway:form:${path}:${id}`
}
