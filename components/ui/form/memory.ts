/**
 * Values of a form whose session ended, for the way through sign-in and back. Only what the server
 * echoed is kept, so never a secret field, and it is read once.
 */
export function rememberForm(id: string, values: Record<string, string>): void {
  try {
    sessionStorage.setItem(keyOf(id), JSON.stringify(values))
  } catch {
    // Storage that is full or switched off costs the reader some typing, no more.
  }
}

export function recallForm(id: string): Record<string, string> | null {
  try {
    const stored = sessionStorage.getItem(keyOf(id))
    sessionStorage.removeItem(keyOf(id))
    return stored ? (JSON.parse(stored) as Record<string, string>) : null
  } catch {
    return null
  }
}

function keyOf(id: string): string {
  return `jetway:form:${location.pathname}:${id}`
}
