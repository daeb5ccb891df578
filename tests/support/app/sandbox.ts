/**
 * The stand-in for Intercom that journeys share, laid over the catalog. It lives in the process that runs the journeys;
 * their workers reach it over a control address on loopback.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import { type Intercom, startIntercom } from '#sandbox/intercom/start-intercom.ts'
import { writeOverlay } from '#sandbox/overlay.ts'

export type Sandbox = {
  url: string
  euUrl: string
  tokens: Intercom['tokens']
  catalogFile: string
  controlUrl: string
  /** The tokens that journeys had issued. */
  issued: string[]
  close: () => Promise<void>
}

const controls = ['issueToken', 'revokeToken', 'expireToken', 'endSessions', 'setFault', 'release'] as const
export type Control = (typeof controls)[number]

export async function startSandbox(folder: string): Promise<Sandbox> {
  const intercom = await startIntercom()
  const catalogFile = join(folder, 'catalog.json')
  writeOverlay(catalogFile, { intercom })
  const issued: string[] = []
  const control = createServer(async (req, res) => {
    const { name, args } = JSON.parse(await bodyOf(req)) as { name: Control; args: unknown[] }
    const answer = controls.includes(name) ? call(intercom, name, args) : null
    if (name === 'issueToken') issued.push(String(answer))
    res.end(JSON.stringify({ answer }))
  })
  const controlUrl = await listen(control)
  const close = async () => {
    control.closeAllConnections()
    control.close()
    await intercom.close()
  }
  return { url: intercom.url, euUrl: intercom.euUrl, tokens: intercom.tokens, catalogFile, controlUrl, issued, close }
}

function call(intercom: Intercom, name: Control, args: unknown[]): unknown {
  const run = intercom[name] as (...given: unknown[]) => unknown
  return run(...args) ?? null
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of req) text += chunk
  return text
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
    })
  })
}
