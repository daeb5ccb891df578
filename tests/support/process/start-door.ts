import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { env, provideEnv, readSettings } from '#lib/env.ts'
import { createDoor, type Door, type Rooms } from '#lib/process/door.ts'

/** A part of Jetway that a test has no use for. */
export async function noRoom(_req: IncomingMessage, res: ServerResponse): Promise<void> {
  res.writeHead(404).end()
}

type Seen = { place: string; url: string; headers: IncomingMessage['headers'] }
export type StartedDoor = Door & { seen: Seen[]; connect: () => Socket; send: (text: string) => Promise<string> }

/** A door with rooms that say which they are, or those a test gives, until the test ends. */
export async function startDoor(
  rooms: Partial<Rooms> = {},
  settings: Record<string, string> = {},
  limits?: Parameters<typeof createDoor>[1],
): Promise<StartedDoor> {
  const seen: Seen[] = []
  const say = (place: string) => async (req: IncomingMessage, res: ServerResponse) => {
    seen.push({ place, url: req.url ?? '', headers: { ...req.headers } })
    res.end(place)
  }
  const door = createDoor(
    { health: say('health'), discovery: say('discovery'), gateway: say('gateway'), page: say('page'), ...rooms },
    limits,
  )
  const port = await door.listen({ PORT: 0, HOST: '127.0.0.1' })
  const { databaseUrl, masterKey } = env()
  provideEnv({ databaseUrl, masterKey }, readSettings(settings))
  onTestFinished(() => door.close(0))
  const open = () => connect(port, '127.0.0.1').on('error', () => {})
  return { ...door, seen, connect: open, send: (text) => exchange(open(), text) }
}

/** All that comes back until the other side closes. A line ends with the two characters it has in HTTP. */
export function exchange(socket: Socket, text: string): Promise<string> {
  socket.write(text.replaceAll('\n', '\r\n'))
  return untilClosed(socket)
}

export function untilClosed(socket: Socket): Promise<string> {
  let answer = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    answer += chunk
  })
  return new Promise((resolve) => socket.once('close', () => resolve(answer)))
}
