/** The import rules of .dependency-cruiser.cjs. Fails on a violation, and when it sees no modules to judge. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const cruiser = join(import.meta.dirname, '../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const places = ['app', 'components', 'lib', 'sandbox', 'scripts', 'server.ts', 'proxy.ts']

type Violation = { from: string; to: string; rule: { name: string } }
type Report = { summary: { totalCruised: number; violations: Violation[] } }

const found = places.filter((place) => existsSync(place))
const cruise = spawnSync(
  process.execPath,
  [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...found],
  { encoding: 'utf8', maxBuffer: 100_000_000 },
)
if (!cruise.stdout.startsWith('{')) {
  console.error(cruise.stderr)
  process.exit(1)
}

const { totalCruised, violations } = (JSON.parse(cruise.stdout) as Report).summary
for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} -> ${to}`)
console.log(`${totalCruised} modules, ${violations.length} violations`)
process.exit(totalCruised > 0 && violations.length === 0 ? 0 : 1)
