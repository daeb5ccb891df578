import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

describe('what running needs and no import names', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

  test.each([
    ['node', 'npm run puts it first in the PATH'],
    ['prisma', 'generates the client'],
    ['typescript', 'next build asks for it'],
    ['@types/node', 'next build asks for it'],
    ['@types/react', 'next build asks for it'],
    ['tailwindcss', 'the style sheet imports it'],
    ['@tailwindcss/postcss', 'the style sheet is made by it'],
  ])('%s is a dependency: %s', (name) => {
    expect(Object.keys(dependencies)).toContain(name)
  })
})

test('an npm that is strict about engines installs it all the same: the engine comes along', () => {
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^engine-strict=false$/m)
})

describe('refuse-old-node', () => {
  const startOn = (version: string) => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`
    const args = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`]
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...args, '--import', './scripts/refuse-old-node.js', '--eval', 'console.log("on")'],
      { cwd: root, encoding: 'utf8' },
    )
    return { status, stdout, stderr }
  }

  test.each(['20.20.2', '22.18.0', '18.20.0'])('refuses Node %s with a sentence that says what to do', (version) => {
    const { status, stdout, stderr } = startOn(version)

    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain(`Jetway needs Node 22.19 or newer, and this is ${version}.`)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test.each(['22.19.0', '24.21.0', '26.0.0'])('lets Node %s go on', (version) => {
    expect(startOn(version)).toEqual({ status: 0, stdout: 'on\n', stderr: '' })
  })
})
