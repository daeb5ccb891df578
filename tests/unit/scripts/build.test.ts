import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildWhenStale } from '#scripts/build.ts'

/** In the place of Next: notes that it ran, says what it is at, and does what the tree tells it to. */
const next = `
const { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
appendFileSync('runs', process.env.NODE_ENV + '\\n')
console.log('▲ Next.js\\n  Creating an optimized production build ...')
rmSync('.next', { recursive: true, force: true })
mkdirSync('.next')
if (existsSync('breaks')) { console.error('This page does not compile.'); process.exit(1) }
if (existsSync('hangs')) { process.kill(process.pid, 'SIGKILL') }
setTimeout(() => writeFileSync('.next/BUILD_ID', String(Math.random())), Number(existsSync('takes') && readFileSync('takes')))
`

const installed = (packages: object) => JSON.stringify({ packages })
const tree = {
  'package.json': JSON.stringify({ version: '1', imports: { '#lib/*': './lib/*' } }),
  'node_modules/.package-lock.json': installed({
    'node_modules/react': { version: '19.0.0' },
    'node_modules/vitest': { version: '5.0.0', dev: true },
  }),
  'node_modules/next/dist/bin/next': next,
  'node_modules/prisma/package.json': '{}',
  'node_modules/prisma/build/index.js':
    "require('node:fs').mkdirSync('lib/db/generated', { recursive: true }); require('node:fs').appendFileSync('generated', '.')",
  'prisma/schema.prisma': 'model',
  'prisma.config.ts': '',
  'app/page.tsx': 'page',
  'lib/errors.ts': 'errors',
  'catalog/servers.json': '[]',
  'next.config.js': 'config',
  'tests/unit/a.test.ts': 'test',
}

let root: string
let said: string[]

function write(file: string, content: string): void {
  mkdirSync(join(root, dirname(file)), { recursive: true })
  writeFileSync(join(root, file), content)
}

const build = (everyMs = 60_000) => buildWhenStale(root, { say: (line) => said.push(line), everyMs })
const runs = () => (existsSync(join(root, 'runs')) ? readFileSync(join(root, 'runs'), 'utf8').trim().split('\n') : [])

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jetway-build-'))
  said = []
  for (const [file, content] of Object.entries(tree)) write(file, content)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('buildWhenStale', () => {
  test('builds once, for production, and says so', async () => {
    expect([await build(), await build()]).toEqual([true, false])
    expect(runs()).toEqual(['production'])
    expect(said).toEqual(['Building Jetway: there is no build yet.'])
  })

  test.each<[string, string, string]>([
    ['a page', 'app/page.tsx', 'another page'],
    ['a new file', 'lib/new.ts', ''],
    ['the catalog', 'catalog/servers.json', '[{}]'],
    ['the configuration', 'next.config.js', 'another config'],
    ['the schema', 'prisma/schema.prisma', 'another model'],
    ['what a path means', 'package.json', JSON.stringify({ version: '1', imports: { '#lib/*': './other/*' } })],
    ['a package', 'node_modules/.package-lock.json', installed({ 'node_modules/react': { version: '19.0.1' } })],
  ])('builds again for %s', async (_what, file, content) => {
    await build()
    write(file, content)

    expect(await build()).toBe(true)
    expect(said.at(-1)).toBe('Building Jetway: the code has changed since the last build.')
    expect(await build()).toBe(false)
  })

  test.each<[string, string, string]>([
    ['tests', 'tests/unit/a.test.ts', 'another test'],
    ['documents', 'catalog/README.md', 'words'],
    [
      'scripts and versions',
      'package.json',
      JSON.stringify({ version: '2', scripts: {}, imports: { '#lib/*': './lib/*' } }),
    ],
    [
      'packages for development',
      'node_modules/.package-lock.json',
      installed({ 'node_modules/react': { version: '19.0.0' } }),
    ],
  ])('does not build again for %s', async (_what, file, content) => {
    await build()
    write(file, content)
    expect(await build()).toBe(false)
  })

  test('does not build again for a touch, or another environment', async () => {
    await build()
    utimesSync(join(root, 'app/page.tsx'), new Date(), new Date())
    const { NODE_ENV } = process.env
    Object.assign(process.env, { NODE_ENV: 'development' })
    try {
      expect(await build()).toBe(false)
    } finally {
      Object.assign(process.env, { NODE_ENV })
    }
  })

  test('takes a build that was interrupted for none, also when the code is as it was before', async () => {
    await build()
    write('app/page.tsx', 'another page')
    write('hangs', '')
    await expect(build()).rejects.toThrow('The build was ended by SIGKILL')
    write('app/page.tsx', 'page')
    rmSync(join(root, 'hangs'))

    expect(await build()).toBe(true)
  })

  test('takes a build that something else made for none of its own', async () => {
    await build()
    write('.next/BUILD_ID', 'another')
    expect(await build()).toBe(true)
  })

  test('says all that a failed build said, and does not take it for a build', async () => {
    write('breaks', '')
    await expect(build()).rejects.toThrow(/^The build failed:\n[\s\S]*This page does not compile\./)
    await expect(build()).rejects.toThrow('The build failed')
  })

  test('says now and then what it is at', async () => {
    write('takes', '700')
    await build(100)
    expect(said.slice(1)).toContainEqual(expect.stringMatching(/^ {2}\d+ s {2}Creating an optimized production build/))
  })

  test('is done once by two that start together; the second waits and says so', async () => {
    write('takes', '500')
    const answers = await Promise.all([build(), build()])

    expect(answers.toSorted()).toEqual([false, true])
    expect(runs()).toHaveLength(1)
    expect(readFileSync(join(root, 'generated'), 'utf8')).toBe('.')
    expect(said).toContain('Another process is building Jetway here: waiting for it.')
  })
})
