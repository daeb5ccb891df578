import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { env, provideEnv } from '#lib/env.ts'
import { createGateway } from '#lib/gateway/handle-request.ts'
import { markRequest, refuseForeign } from '#lib/process/inbound.ts'

export type StartedGateway = { url: string; close: () => Promise<void> }

/** The gateway behind a listener like server.ts's, on a free port. */
export async function startGateway(options: { lookAgainMs?: number } = {}): Promise<StartedGateway> {
  const gateway = createGateway(options)
  const server = createServer((req, res) => {
    if (refuseForeign(req, res)) return
    markRequest(req, res)
    void gateway.handle(req, res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { databaseUrl, masterKey, masterKeyPrevious, ...settings } = env()
  provideEnv({ databaseUrl, masterKey, masterKeyPrevious, url }, settings)
  return {
    url,
    close: async () => {
      await gateway.drain(1000)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await gateway.close()
    },
  }
}
