import { flushCalls } from '#lib/activity/record-calls.ts'
import { database } from '#lib/db/database.ts'
import { env, provideEnv } from '#lib/env.ts'
import { createGateway } from '#lib/gateway/handle-request.ts'
import { answerDiscovery } from '#lib/process/answer-discovery.ts'
import { createDoor } from '#lib/process/door.ts'
import { noRoom } from '#tests/support/process/start-door.ts'

export type StartedGateway = { url: string; close: () => Promise<void> }

/** The gateway behind the door, as server.ts has it, on a free port. */
export async function startGateway(options: { lookAgainMs?: number } = {}): Promise<StartedGateway> {
  const gateway = createGateway(options)
  const door = createDoor({ health: noRoom, discovery: answerDiscovery, page: noRoom, gateway: gateway.handle })
  const url = `http://127.0.0.1:${await door.listen({ PORT: 0, HOST: '127.0.0.1' })}`
  const { databaseUrl, masterKey, masterKeyPrevious, ...settings } = env()
  provideEnv({ databaseUrl, masterKey, masterKeyPrevious, url }, settings)
  return {
    url,
    close: async () => {
      await Promise.all([gateway.drain(1000), door.close(1000)])
      await gateway.close()
      // As the server does when it stops: a queue that is full takes no call of the next test file.
      await flushCalls(database())
    },
  }
}
