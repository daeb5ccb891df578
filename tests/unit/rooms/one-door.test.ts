import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** The files of the product in which a pattern is found. */
function filesWith(pattern: RegExp): string[] {
  const files = globSync('{{app,components,lib}/**/*,*}.{ts,tsx}', { cwd: root })
  return files.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8'))).sort()
}

test('cookies are set in one file, which gives each its flags (next-auth is told them by its settings)', () => {
  expect(filesWith(/\bcookies\(\)|\bcookies\.set\b|document\.cookie|cookieStore|['"]set-cookie['"]/i)).toEqual([
    'lib/auth/session.ts',
  ])
  expect(filesWith(/\bcookies: \{/)).toEqual(['lib/auth/next-auth.ts'])
})
