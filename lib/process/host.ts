/** A host name and port as URLs compare them: lower case, no default port, no final dot. Null for what is no host. */
export function hostOf(text: string, protocol: string): string | null {
  if (!/^[^\s/?#@\\]+$/.test(text) || !URL.canParse(`${protocol}//${text}`)) return null
  const { hostname, port } = new URL(`${protocol}//${text}`)
  return hostname.replace(/\.$/, '') + (port && `:${port}`)
}

/** Whether a host names no name: an IP address, or this machine. Nobody's DNS decides where such a request goes. */
export function isNameless(host: string): boolean {
  return /^(\d+(\.\d+){3}|\[[\da-f:.]+\]|localhost)(:\d+)?$/.test(host)
}
