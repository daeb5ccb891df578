/**
 * The secrets that a run plants: what its tests hand in, and what they are shown once. At the end none may be found in
 * what was stored or logged. The workers of a run share one file, which the environment names; without it (a bench, the
 * unit tests) nobody looks, and nothing is noted.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'

const name = 'JETWAY_PLANTED_SECRETS'
const charsMin = 10

/** Called by the process that starts the workers, before it does. */
export function notePlantedIn(file: string): void {
  process.env[name] = file
}

/** Notes a secret, and gives it back. Too short a one would be found where it is not. */
export function plantSecret(secret: string): string {
  const file = process.env[name]
  if (!file) return secret
  if (secret.length < charsMin) throw new Error(`A planted secret has ${charsMin} characters or more.`)
  appendFileSync(file, `${secret}\n`)
  return secret
}

/** A token for an upstream, or another value that people give. */
export function newSecret(): string {
  return plantSecret(`planted-${crypto.randomUUID()}`)
}

export function plantedSecrets(): string[] {
  const file = process.env[name]
  if (!file || !existsSync(file)) return []
  return [...new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean))]
}
