import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** The lines in which the lint finds a rule broken; each is a function of its own in `file`. */
export function findingsIn(lines: string[], { file, rule }: { file: string; rule: string }): string[] {
  const tree = mkdtempSync(join(tmpdir(), 'jetway-lint-'))
  onTestFinished(() => rmSync(tree, { recursive: true, force: true }))
  for (const name of ['biome.json', '.gitignore', 'lib/crypto/compare.grit']) cpSync(join(root, name), join(tree, name))
  mkdirSync(join(tree, dirname(file)), { recursive: true })
  writeFileSync(join(tree, file), lines.map((line, nth) => `export const f${nth} = () => ${line}\n`).join(''))
  const args = ['lint', '--colors=off', '--max-diagnostics=200', '.']
  const run = spawnSync(join(root, 'node_modules/.bin/biome'), args, { cwd: tree, encoding: 'utf8' })
  expect(run.stdout + run.stderr).toMatch(/Checked [1-9]/)
  const places = run.stderr.matchAll(/\.ts:(\d+):\d+ (\S+)/g)
  const found = new Set(Array.from(places, ([, line, broken]) => (broken === rule ? Number(line) : 0)))
  return lines.filter((_, nth) => found.has(nth + 1))
}
