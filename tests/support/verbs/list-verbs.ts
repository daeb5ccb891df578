import { globSync, readFileSync } from 'node:fs'

/** Their callers have parsed what these take; a test of a verb goes through them. */
const inside =
  /\/(internal|policy|authorize)\.ts$|^lib\/(gateway|boundary)\/|\/onboarding\/(draft|find-added|resolve-target)\.ts$|\/(giving\/(kept-values|store-given)|signing-in\/keep-granted)\.ts$/

const declared = /^export (?:async )?function\*? (\w+)\(\s*ctx: Context(?:<\w+>)?,\s*(\S[\s\S]*?)\)(?:: |\s*\{)/gm

/** The verbs that take more than a context, as `lib/servers/remove-server.ts removeServer`. */
export function listVerbs(): string[] {
  const files = globSync('lib/**/*.ts', { exclude: ['lib/db/generated/**'] }).filter((file) => !inside.test(file))
  return files
    .sort()
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(declared)].map(([, name = '']) => `${file} ${name}`))
    .filter((verb) => !/ assert[A-Z]/.test(verb))
}
