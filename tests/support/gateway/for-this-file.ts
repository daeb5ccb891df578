import { afterAll, beforeAll } from 'vitest'
import { type Intercom, startIntercom } from '#sandbox/intercom/start-intercom.ts'
import { type StartedGateway, startGateway } from './start-gateway.ts'

export type GatewayAndIntercom = { gateway: StartedGateway; intercom: Intercom }

/** A gateway and a stand-in for Intercom that live as long as the tests of a file. */
export function gatewayForThisFile(): GatewayAndIntercom {
  const at = {} as GatewayAndIntercom
  beforeAll(async () => {
    at.gateway = await startGateway()
    at.intercom = await startIntercom()
  })
  afterAll(async () => {
    await at.gateway.close()
    await at.intercom.close()
  })
  return at
}
