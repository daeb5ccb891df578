import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** The lines in which the lint finds the rule broken; each is a function of its own in `file`. */
function findingsIn(lines: string[], file = 'lib/servers/planted.ts'): string[] {
  const tree = mkdtempSync(join(tmpdir(), 'jetway-lint-'))
  onTestFinished(() => rmSync(tree, { recursive: true, force: true }))
  for (const name of ['biome.json', '.gitignore', 'lib/crypto/compare.grit']) cpSync(join(root, name), join(tree, name))
  mkdirSync(join(tree, dirname(file)), { recursive: true })
  writeFileSync(join(tree, file), lines.map((line, nth) => `export const f${nth} = () => ${line}\n`).join(''))
  const args = ['lint', '--colors=off', '--max-diagnostics=200', '.']
  const run = spawnSync(join(root, 'node_modules/.bin/biome'), args, { cwd: tree, encoding: 'utf8' })
  expect(run.stdout + run.stderr).toMatch(/Checked [1-9]/)
  const found = new Set(Array.from(run.stderr.matchAll(/\.ts:(\d+):\d+ plugin/g), ([, line]) => Number(line)))
  return lines.filter((_, nth) => found.has(nth + 1))
}

const careless = [
  'row.tokenHash === given',
  'given !== row.tokenHash',
  'row.secretHash == given',
  'hash != given',
  'hashToken(text) === given',
  'given === sha256Digest(text)',
  'sign(key, text) === signature',
  'session.token === cookie',
  'password !== repeated',
  'a.mac === b',
  'stored.equals(given)',
  'Buffer.compare(stored, given) === 0',
  'timingSafeEqual(stored, given)',
]

const harmless = [
  'row.tokenHash === null',
  'secret !== undefined',
  "url.password !== ''",
  'tokens === 3',
  'equalBytes(row.tokenHash, hashToken(text))',
  'row.hashes.length === 2',
]

test('a comparison of secrets whose time tells where they differ fails the lint', () => {
  expect(findingsIn(careless)).toEqual(careless)
})

test('other comparisons do not', () => expect(findingsIn(harmless)).toEqual([]))

test('the one place that may do it is lib/crypto/compare.ts', () => {
  expect(findingsIn(['timingSafeEqual(stored, given)'], 'lib/crypto/compare.ts')).toEqual([])
})
