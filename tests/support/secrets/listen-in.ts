/**
 * Stands between Jetway and everyone who talks to it, and looks for secrets in every answer, read to its end. A browser
 * could not: it lets go of what it has only fetched ahead, and of every answer that a redirect leaves behind.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { holdsSecret, spellingsOf } from './find-secrets.ts'

export type ListeningIn = { leaks: Set<string>; close: () => Promise<void> }

type Ports = { from: number; to: number }

/** `secrets` is asked anew for every piece of an answer, because journeys make some on their way. */
export async function listenIn({ from, to }: Ports, secrets: () => string[]): Promise<ListeningIn> {
  const leaks = new Set<string>()
  const server = createServer((req, res) => pass(req, res, to, secrets, leaks))
  await new Promise<void>((resolve) => server.listen(from, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { leaks, close }
}

function pass(req: IncomingMessage, res: ServerResponse, port: number, secrets: () => string[], leaks: Set<string>) {
  const { 'accept-encoding': _, ...headers } = req.headers
  const { method, url: path } = req
  const forwarded = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    let text = answer.rawHeaders.join('\n')
    const read = (chunk: string) => {
      text += chunk
      const spellings = spellingsOf(secrets())
      if (holdsSecret(text, spellings)) leaks.add(`the answer to ${method} ${path?.split('?')[0]}`)
      text = text.slice(-Math.max(...spellings.map(({ length }) => length)))
    }
    read('\n')
    answer.on('data', (chunk: Buffer) => read(chunk.toString('latin1')))
    res.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(res)
  })
  forwarded.on('error', () => res.destroy())
  res.on('close', () => forwarded.destroy())
  req.pipe(forwarded)
}
