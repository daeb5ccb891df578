/** What the process that runs the journeys tells their workers, by the environment. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { goodPassword } from '#tests/support/factories/accounts.ts'
import type { SandboxTokens } from '#tests/support/intercom/start-intercom.ts'

export type Run = {
  url: string
  databaseUrl: string
  masterKey: string
  organizationId: string
  /** Where journeys note the secrets they make. */
  secretsFile: string
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

/** The values that must never appear in a page, a log or the database. */
export function plantedSecrets({ intercom, masterKey }: Run): string[] {
  return [...Object.values(intercom.tokens), masterKey, goodPassword]
}

/** A secret that a journey made, or was shown once: in the end it must be in no log and no table. */
export function plantSecret({ secretsFile }: Run, secret: string): void {
  appendFileSync(secretsFile, `${secret}\n`)
}

export function secretsOfJourneys({ secretsFile }: Run): string[] {
  return existsSync(secretsFile) ? readFileSync(secretsFile, 'utf8').split('\n').filter(Boolean) : []
}
