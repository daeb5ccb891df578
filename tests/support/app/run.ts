/** What the process that runs the journeys tells their workers, by the environment. */

import type { SandboxTokens } from '#sandbox/intercom/start-intercom.ts'
import { goodPassword } from '#tests/support/factories/accounts.ts'

export type Run = {
  url: string
  databaseUrl: string
  masterKey: string
  organizationId: string
  intercom: { url: string; euUrl: string; tokens: SandboxTokens; controlUrl: string }
}

const name = 'JETWAY_JOURNEYS'

export function publishRun(run: Run): void {
  process.env[name] = JSON.stringify(run)
}

export function currentRun(): Run {
  const text = process.env[name]
  if (!text) throw new Error('Journeys run by Playwright, whose global setup starts Jetway.')
  return JSON.parse(text) as Run
}

/** What all journeys share and no answer, log or table may hold. Each journey plants its own besides. */
export function secretsOf({ intercom, masterKey }: Run): string[] {
  return [...Object.values(intercom.tokens), masterKey, goodPassword]
}
