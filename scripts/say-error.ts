/** What Jetway says itself is a sentence; what the system says about a port becomes one; a bug of ours shows where it is. */
export function sayError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (bugs.some((bug) => error instanceof bug)) return error.stack ?? error.message
  return sayListenFailure(error) ?? error.message
}

const bugs = [TypeError, RangeError, ReferenceError, SyntaxError]

function sayListenFailure(error: NodeJS.ErrnoException & { address?: string; port?: number; hostname?: string }) {
  const { syscall, code = '', address, port, hostname } = error
  if (syscall === 'getaddrinfo' && hostname)
    return `HOST is ${hostname}, a name that this machine cannot look up. ${hosts}`
  if (syscall !== 'listen') return null
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken. Stop what uses it, or set PORT to another one.`
    case 'EACCES':
      return `Only an administrator may listen on port ${port}. Set PORT to 1024 or more, and let a reverse proxy listen on ${port}.`
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
      return `HOST is ${address}, which is no address of this machine. ${hosts}`
    case 'EAFNOSUPPORT':
      return `HOST is ${address}, but this machine has no such network. ${hosts}`
    default:
      return null
  }
}

const hosts = 'Set it to one of its addresses, to 0.0.0.0 for all of them, or leave it out for this machine alone.'
