/** `npm test`: installs and starts what the tests need, runs all of them, and says how many passed. */
import { startPostgres, type TestPostgres } from '#tests/support/postgres/start-postgres.ts'
import { checks } from './checks.ts'
import { toolsStep } from './test/install-tools.ts'
import { onInterrupt, runSteps, type Step } from './test/run-steps.ts'
import { buildStep, checkStep, generateStep, playwrightStep, vitestStep } from './test/steps.ts'

let postgres: TestPostgres | undefined
const onPostgres = () => ({ JETWAY_TEST_DATABASE: postgres?.url ?? 'postgresql://no-server-was-started' })

const postgresStep: Step = {
  name: 'start PostgreSQL',
  run: async () => {
    postgres = await startPostgres()
    return { passed: 1, failed: 0, output: '' }
  },
}

/** What a server, a client, an address or an id does is the same on every database: these run once, on PostgreSQL. */
const onceOnly = [
  'gateway/aggregate/**',
  'gateway/upstream/**',
  'gateway/{as-if-direct,clients-at-work,clients-in-trouble,conformance}.test.ts',
  'http/**',
  'oauth/{every-entry,hostile}.test.ts',
  'mcp/**',
  'verbs/**',
]
const without = onceOnly.map((files) => `tests/integration/${files}`)

onInterrupt(() => postgres?.kill())
const code = await runSteps([
  toolsStep,
  generateStep,
  ...checks.map(checkStep),
  vitestStep('unit', 'unit'),
  vitestStep('integration on the embedded database', 'integration', { without }),
  postgresStep,
  vitestStep('integration on PostgreSQL', 'integration', { env: onPostgres }),
  buildStep,
  playwrightStep('journeys in Chromium', onPostgres),
])
await postgres?.close()
process.exit(code)
