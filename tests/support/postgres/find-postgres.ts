import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The folder of PostgreSQL's own programs (`initdb`, `postgres`), newest first where there are several; or null. */
export function findPostgres(): string | null {
  const versions = globSync('/usr/lib/postgresql/*/bin').sort((a, b) => versionOf(b) - versionOf(a))
  const brewed = globSync('/{opt/homebrew,usr/local}/opt/postgresql@*/bin').sort().reverse()
  const onPath = (process.env.PATH ?? '').split(delimiter)
  return [...versions, ...brewed, ...onPath].find((folder) => hasBoth(folder)) ?? null
}

function hasBoth(folder: string): boolean {
  return existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))
}

function versionOf(folder: string): number {
  return Number.parseInt(folder.split('/')[4] ?? '0', 10)
}
