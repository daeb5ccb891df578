/** Runs the stand-in by itself: `node main.ts --port 4810 --eu-port 4811`. Prints its addresses and tokens as one line. */

import { parseArgs } from 'node:util'
import { startIntercom } from './start-intercom.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'eu-port': { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'redirect-origin': { type: 'string', multiple: true, default: [] },
  },
})

const daySeconds = 86_400
const intercom = await startIntercom({
  port: toPort(values.port),
  euPort: toPort(values['eu-port']),
  host: values.host,
  allowedRedirectOrigins: values['redirect-origin'],
  now: Math.floor(Date.now() / 1_000 / daySeconds) * daySeconds,
})
const { url, euUrl, tokens } = intercom
process.stdout.write(`${JSON.stringify({ url, euUrl, tokens })}\n`)

process.once('SIGTERM', stop)
process.once('SIGINT', stop)

function stop(): void {
  void intercom.close()
}

function toPort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw new Error(`Not a port: ${text}`)
  return port
}
