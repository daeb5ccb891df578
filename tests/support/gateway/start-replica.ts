import { onTestFinished } from 'vitest'
import { env, provideEnv } from '#lib/env.ts'
import { type StartedGateway, startGateway } from './start-gateway.ts'

/** A second gateway on the same database, which is reached beside the first one. It lives as long as the test. */
export async function startReplica(): Promise<StartedGateway> {
  const { databaseUrl, masterKey, masterKeyPrevious, url, isSecure: _isSecure, ...settings } = env()
  const provide = (hosts: string[]) =>
    provideEnv({ databaseUrl, masterKey, masterKeyPrevious, url }, { ...settings, JETWAY_ALLOW_HOSTS: hosts })
  const replica = await startGateway()
  provide([new URL(replica.url).host])
  onTestFinished(async () => {
    provide(settings.JETWAY_ALLOW_HOSTS)
    await replica.close()
  })
  return replica
}
