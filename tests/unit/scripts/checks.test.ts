import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'

const scripts = join(import.meta.dirname, '../../../scripts')
const trees: string[] = []

function plant(files: Record<string, string>): string {
  const tree = mkdtempSync(join(tmpdir(), 'jetway-checks-'))
  trees.push(tree)
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(tree, dirname(file)), { recursive: true })
    writeFileSync(join(tree, file), content)
  }
  return tree
}

function run(script: string, tree: string, ...args: string[]): { status: number | null; said: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(scripts, script), ...args], {
    cwd: tree,
    encoding: 'utf8',
  })
  return { status, said: stderr }
}

function filesNamed(folder: string, count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`${folder}/file-${n}.ts`, '']))
}

afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true, force: true })
})

describe('check-sizes', () => {
  test('passes folders and documents that keep to the sizes', () => {
    const tree = plant({ ...filesNamed('lib/servers', 20), ...filesNamed('tests/e2e', 30), 'README.md': 'Jetway\n' })

    expect(run('check-sizes.ts', tree)).toEqual({ status: 0, said: '' })
  })

  test.each([
    ['a crowded folder', filesNamed('lib/servers', 21), 'lib/servers holds 21 files'],
    ['a deep folder', filesNamed('lib/a/b/c/d', 1), 'lib/a/b/c/d is more than 3 folders deep'],
    ['a barrel', { 'lib/servers/index.ts': '' }, 'lib/servers/index.ts is a barrel'],
    ['a long README', { 'README.md': 'line\n'.repeat(81), 'lib/a.ts': '' }, 'README.md has 81 lines'],
    ['a tree without code', { 'README.md': '' }, ''],
  ])('refuses %s', (_what, files, said) => {
    const result = run('check-sizes.ts', plant(files))

    expect(result.status).toBe(1)
    expect(result.said).toContain(said)
  })
})

describe('check-doc-paths', () => {
  const manifest = JSON.stringify({ scripts: { start: 'node scripts/start.ts' } })
  const known = { 'package.json': manifest, 'scripts/start.ts': '', 'lib/db/client.ts': '' }

  test('passes documents whose paths, links and commands are there', () => {
    const text = '`lib/db/client.ts`, `lib/*`, `client.ts`, `server.json`, [start](../scripts/start.ts), npm run start'

    expect(run('check-doc-paths.ts', plant({ ...known, 'docs/a.md': text }))).toEqual({ status: 0, said: '' })
  })

  test.each([
    ['a path', '`lib/db/gone.ts`', 'docs/a.md names lib/db/gone.ts'],
    ['a bare file name', '`gone.ts`', 'docs/a.md names gone.ts'],
    ['a link', '[gone](gone.md)', 'docs/a.md links to gone.md'],
    ['a command', 'npm run gone', 'docs/a.md names the script gone'],
  ])('refuses %s that is not there', (_what, text, said) => {
    const result = run('check-doc-paths.ts', plant({ ...known, 'docs/a.md': text }))

    expect(result.status).toBe(1)
    expect(result.said).toContain(said)
  })

  test('refuses an npm script that runs a file which is not there', () => {
    const result = run('check-doc-paths.ts', plant({ 'package.json': manifest }))

    expect(result.status).toBe(1)
    expect(result.said).toContain('npm run start runs scripts/start.ts, which does not exist')
  })
})

describe('settings-doc', () => {
  const empty = '# Settings\n<!-- settings -->\n<!-- /settings -->\n'

  test('writes a row for every setting, after which the check passes', () => {
    const tree = plant({ 'docs/settings.md': empty })
    expect(run('docs/settings-doc.ts', tree).status).toBe(0)

    expect(readFileSync(join(tree, 'docs/settings.md'), 'utf8')).toContain('| `PORT` | `3000` |')
    expect(run('docs/settings-doc.ts', tree, '--check').status).toBe(0)
  })

  test('the check refuses a table that is not what lib/env.ts says, and leaves it alone', () => {
    const tree = plant({ 'docs/settings.md': empty })
    const result = run('docs/settings-doc.ts', tree, '--check')

    expect(result.status).toBe(1)
    expect(result.said).toContain('does not agree with lib/env.ts')
    expect(readFileSync(join(tree, 'docs/settings.md'), 'utf8')).toBe(empty)
  })
})

describe('catalog-doc', () => {
  test('writes a row for every entry, after which the check passes, and refuses what is not its own', () => {
    const tree = plant({ 'docs/catalog.md': '# Another\n' })
    expect(run('docs/catalog-doc.ts', tree, '--check')).toMatchObject({
      status: 1,
      said: expect.stringContaining('does not agree with catalog/servers.json'),
    })
    expect(run('docs/catalog-doc.ts', tree).status).toBe(0)
    const rows = readFileSync(join(tree, 'docs/catalog.md'), 'utf8').match(/^\| /gm)
    expect(rows).toHaveLength(83)
    expect(run('docs/catalog-doc.ts', tree, '--check').status).toBe(0)
  })
})
