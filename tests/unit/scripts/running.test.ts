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
