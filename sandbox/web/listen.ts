import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** 0: any free port. */
export function listen(server: Server, port: number, host = '127.0.0.1'): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

export function toOrigin(server: Server, host = '127.0.0.1'): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The stand-in does not listen')
  const { port } = address satisfies AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
