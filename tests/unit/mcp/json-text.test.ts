import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addMembers, dropMembers, findDouble, itemsOf, membersOf, splice, textOf, valueAt } from '#lib/mcp/json-text.ts'

/** JSON of any kind, written narrow or wide. */
const written = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, '\t', ' \r'))
  .map(([value, space]) => ({ value, text: ` ${JSON.stringify(value, null, space)}\n` }))
const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true })
const writtenObject = fc
  .tuple(object, fc.constantFrom(0, 2))
  .map(([value, space]) => ({ value, text: JSON.stringify(value, null, space) }))

describe('JSON as it is written', () => {
  test('has its members and items where a parser finds them', () => {
    fc.assert(
      fc.property(written, ({ value, text }) => {
        const members = membersOf(text).map(({ name, value: span }) => [name, JSON.parse(textOf(text, span))])
        const items = itemsOf(text).map((span) => JSON.parse(textOf(text, span)))
        const isList = Array.isArray(value)
        expect(items).toEqual(isList ? JSON.parse(text) : [])
        const isObject = typeof value === 'object' && value !== null && !isList
        expect(members).toEqual(isObject ? Object.entries(JSON.parse(text)) : [])
      }),
    )
  })

  test('keeps every other byte where a value is replaced', () => {
    fc.assert(
      fc.property(writtenObject, fc.jsonValue(), ({ text }, own) => {
        for (const { name, value } of membersOf(text)) {
          const changed = splice(text, [{ ...value, text: JSON.stringify(own) }])
          expect(JSON.parse(changed)[name]).toEqual(JSON.parse(JSON.stringify(own)))
          expect([changed.slice(0, value.from), changed.slice(changed.length - (text.length - value.to))]).toEqual([
            text.slice(0, value.from),
            text.slice(value.to),
          ])
        }
      }),
    )
  })

  test('is still JSON where members are dropped and added', () => {
    fc.assert(
      fc.property(writtenObject, fc.func(fc.boolean()), object, ({ value, text }, isDropped, added) => {
        const kept = Object.entries(value).filter(([name]) => !isDropped(name))
        const less = splice(text, dropMembers(membersOf(text), isDropped))
        expect(Object.entries(JSON.parse(less))).toEqual(
          Object.entries(JSON.parse(JSON.stringify(Object.fromEntries(kept)))),
        )
        const more = splice(less, [addMembers(less, { from: 0, to: less.length }, added)])
        expect(membersOf(more)).toHaveLength(kept.length + Object.keys(added).length)
      }),
    )
  })

  test.each([
    ['a number that no double holds', '{"id":1234567890123456789012}', '1234567890123456789012'],
    ['a number with a fraction of nothing', '{ "id" : 10.0 }', '10.0'],
    ['an escaped name', '{"\\u0069d":"x"}', '"x"'],
    ['a string with brackets and quotes', '{"a":"}\\"]{","id":[1,"]"]}', '[1,"]"]'],
    ['the last of two', '{"id":1,"id":2}', '2'],
  ])('gives %s as it stands', (_what, text, expected) => {
    const span = valueAt(text, ['id'])
    expect(span && textOf(text, span)).toBe(expected)
  })

  test('finds a value by its path, and nothing where there is none', () => {
    const text = '{"params":{"name":"x","deep":{"a":[1]}}}'
    const at = (...path: string[]) => {
      const span = valueAt(text, path)
      return span && textOf(text, span)
    }
    expect(at('params', 'deep', 'a')).toBe('[1]')
    expect([at('params', 'none'), at('params', 'name', 'x'), at('none', 'name')]).toEqual([null, null, null])
  })

  test('tells a name that stands twice, also where it is written in two ways', () => {
    const members = membersOf('{"a":1,"na\\u006de":1,"a":2,"name":3}')
    expect(findDouble(members, (name) => name === 'name')).toBe('name')
    expect(findDouble(members, (name) => name === 'b')).toBeNull()
  })
})
