import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mayBeWrittenAnew, splitHandedName, toHandedName } from '#lib/projects/connections/tool-names.ts'

describe('a name that is handed out', () => {
  test.each(['search', 'a__b', 'Issues-List_All', 'x'.repeat(37)])('stays as it is where it fits: %s', (tool) => {
    expect(toHandedName('my-server', tool, 48)).toBe(`my-server__${tool}`)
  })

  test.each([
    ['issues.list/all', 'github__issues_list_all_'],
    ['x'.repeat(60), `github__${'x'.repeat(33)}_`],
    ['größe', 'github__gr_e_'],
    ['a b', 'github__a_b_'],
  ])('is written anew where it does not: %s', (tool, start) => {
    const name = toHandedName('github', tool, 48)
    expect(name.slice(0, -6)).toBe(start)
    expect(name).toMatch(/^[A-Za-z0-9_-]{1,48}$/)
    expect(mayBeWrittenAnew(name)).toBe(true)
  })

  test('is one that every model takes, always the same, another for every tool, and says whose it is', () => {
    const slug = fc.stringMatching(/^[a-z0-9-]{1,32}$/)
    const tools = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 80, unit: 'binary' }), { maxLength: 8 })
    fc.assert(
      fc.property(slug, tools, fc.constantFrom(48, 64, 128), (of, names, charsMax) => {
        const handed = names.map((tool) => toHandedName(of, tool, charsMax))
        expect(new Set(handed).size).toBe(names.length)
        expect(names.map((tool) => toHandedName(of, tool, charsMax))).toEqual(handed)
        for (const name of handed) {
          expect(name).toMatch(/^[A-Za-z0-9_-]+$/)
          expect(name.length).toBeLessThanOrEqual(charsMax)
          expect(splitHandedName(name)?.slug).toBe(of)
        }
      }),
      { seed: 1 },
    )
  })

  test.each([undefined, 7, '', 'search', '__search'])('is none of ours: %s', (name) => {
    expect(splitHandedName(name)).toBeNull()
  })
})
