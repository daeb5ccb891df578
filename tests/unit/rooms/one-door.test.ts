import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** The files of the product in which a pattern is found. */
function filesWith(pattern: RegExp): string[] {
  const files = globSync('{{app,components,lib}/**/*,*}.{ts,tsx}', { cwd: root })
  return files.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8'))).sort()
}

test('what leaves the building is not named by another of its names, which the lint does not know', () => {
  const names = /\b(globalThis|window|self|global)(\.|\[)['"]?(fetch|WebSocket)|XMLHttpRequest|EventSource\(|sendBeacon/
  // A browser's own requests to Jetway.
  expect(filesWith(names)).toEqual(['components/shell/ask-jetway.ts'])
})

test('cookies are set in one file, which gives each its flags (next-auth is told them by its settings)', () => {
  expect(filesWith(/\bcookies\(\)|\bcookies\.set\b|document\.cookie|cookieStore|['"]set-cookie['"]/i)).toEqual([
    'lib/auth/session.ts',
  ])
  expect(filesWith(/\bcookies: \{/)).toEqual(['lib/auth/next-auth.ts'])
})
