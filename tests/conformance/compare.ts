/** `npm run conformance`: the official suites direct and through both endpoints, check by check. */
import { newMasterKey } from '#lib/crypto/derive.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { startLegacyFixture } from './legacy-fixture.ts'
import { startModernFixture } from './modern-fixture.ts'
import { suites } from './run-suite.ts'
import { compareSuite } from './through-gateway.ts'

const embedded = await startEmbedded('memory://')
await migrateDatabase(embedded.url)
const settings = readSettings({ JETWAY_ALLOW_NETWORKS: '127.0.0.0/8,::1/128', JETWAY_LOG_LEVEL: 'silent' })
provideEnv({ databaseUrl: embedded.url, masterKey: newMasterKey() }, settings)
const { startGateway } = await import('#tests/support/gateway/start-gateway.ts')
const gateway = await startGateway()
const fixtures = { legacy: await startLegacyFixture(), modern: await startModernFixture() }
let lost = 0
for (const suite of suites) {
  const fixture = suite.name.includes('2026') ? fixtures.modern : fixtures.legacy
  for (const compared of await compareSuite(gateway.url, suite, fixture)) {
    console.log(`${suite.name}  ${compared.endpoint}: ${compared.kept} of ${compared.direct}`)
    for (const check of compared.excused) console.log(`  cannot be the same: ${check}`)
    for (const check of compared.lost) console.log(`  lost: ${check}`)
    lost += compared.lost.length
  }
}
fixtures.legacy.close()
fixtures.modern.close()
await gateway.close()
await embedded.close()
if (lost > 0) process.exitCode = 1
