/** A line to a database on which a test can count, hold and cut what travels. */

import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export type Line = {
  /** The database's address by way of the line. */
  url: string
  /** How many connections were ever opened on it. */
  opened: () => number
  /** How many queries have travelled on it. */
  questions: () => number
  /** Ends every connection; new ones are let through. */
  cut: () => void
  /** From now on nothing gets through, in either direction, and nothing says so. */
  hold: () => void
  /** Whatever was held goes on. */
  release: () => void
  close: () => Promise<void>
}

export async function openLine(databaseUrl: string): Promise<Line> {
  const target = new URL(databaseUrl)
  const folder = target.searchParams.get('host')
  const port = Number(target.port || 5432)
  const sockets = new Set<Socket>()
  let opened = 0
  let questions = 0
  let isHeld = false

  const server = createServer((near) => {
    opened += 1
    const far = folder ? connect(`${folder}/.s.PGSQL.${port}`) : connect(port, target.hostname)
    near.on('data', (chunk) => {
      if (chunk.toString('latin1').startsWith('Q')) questions += 1
    })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from.on('error', () => to.destroy()))
      from.on('data', (chunk) => to.write(chunk)).once('close', () => to.destroy())
      if (isHeld) from.pause()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.searchParams.delete('host')
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)

  return {
    url: url.href,
    opened: () => opened,
    questions: () => questions,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    hold: () => {
      isHeld = true
      for (const socket of sockets) socket.pause()
    },
    release: () => {
      isHeld = false
      for (const socket of sockets) socket.resume()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
