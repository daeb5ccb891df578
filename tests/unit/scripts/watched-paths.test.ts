import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { watchedPaths } from '#scripts/dev/watched-paths.ts'

const root = join(import.meta.dirname, '../../..')

test('every file of the gateway’s half is watched, once, and what is made is not', () => {
  const watched = watchedPaths(root)
  const countOf = (file: string) => watched.filter((path) => file === path || file.startsWith(`${path}/`)).length
  const files = ['server.ts', ...globSync('lib/**/*.ts', { cwd: root })]
  const [made, written] = [true, false].map((isMade) =>
    files.filter((file) => file.includes('lib/db/generated') === isMade),
  )

  expect(written?.length).toBeGreaterThan(100)
  expect(written?.filter((file) => countOf(file) !== 1)).toEqual([])
  expect([...(made ?? []), 'lib/db/generated/client.ts'].filter((file) => countOf(file) > 0)).toEqual([])
})
