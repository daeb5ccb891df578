import { describe, expect, test } from 'vitest'
import { toSchemaRows } from '#components/server/schema-rows.ts'

function rowOf(property: unknown) {
  return toSchemaRows({ properties: { it: property } })[0]
}

describe('toSchemaRows', () => {
  test('reads name, type, need, description and choices', () => {
    const properties = {
      state: { type: 'string', enum: ['open', 'closed'], description: 'Which.' },
      page: { type: 'integer' },
    }
    expect(toSchemaRows({ type: 'object', properties, required: ['state'] })).toEqual([
      { path: 'state', type: 'string', isRequired: true, description: 'Which.', choices: ['open', 'closed'] },
      { path: 'page', type: 'integer', isRequired: false, description: '', choices: [] },
    ])
  })

  test('shows nested parameters by their path', () => {
    const inner = { type: 'object', properties: { name: { type: 'string' } } }
    const rows = toSchemaRows({ properties: { filter: inner, people: { type: 'array', items: inner } } })
    expect(rows.map(({ path, type }) => [path, type])).toEqual([
      ['filter', 'object'],
      ['filter.name', 'string'],
      ['people', 'list of object'],
      ['people[].name', 'string'],
    ])
  })

  test.each([
    [{ type: ['string', 'null'] }, 'string or null'],
    [{ anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'string' }] }, 'string or number'],
    [{ oneOf: [{ type: 'array', items: { type: 'string' } }, 7] }, 'list or anything'],
    [{ type: 'string', format: 'date-time' }, 'string (date-time)'],
    [{ type: 'array' }, 'list'],
    [{ properties: {} }, 'object'],
    [true, 'anything'],
  ])('says %j as %s', (property, type) => {
    expect(rowOf(property)?.type).toBe(type)
  })

  test('takes a constant and the choices of a list for choices', () => {
    expect(rowOf({ const: 1 })?.choices).toEqual(['1'])
    expect(rowOf({ type: 'array', items: { enum: ['a', 2] } })?.choices).toEqual(['a', '2'])
  })

  test.each([null, 'text', [], {}, { properties: null }, { properties: [] }, { properties: {}, required: 'all' }])(
    'finds nothing in %j',
    (schema) => {
      expect(toSchemaRows(schema)).toEqual([])
    },
  )

  test('follows references within the schema', () => {
    const $defs = {
      cmp: { type: 'object', description: 'From.', properties: { gt: { $ref: '#/$defs/a~1b' } } },
      'a/b': { type: 'number' },
    }
    const properties = { at: { $ref: '#/$defs/cmp', description: 'When.' } }
    expect(toSchemaRows({ properties, $defs }).map(({ path, type, description }) => [path, type, description])).toEqual(
      [
        ['at', 'object', 'When.'],
        ['at.gt', 'number', ''],
      ],
    )
  })

  test.each(['https://example.com/schema.json', '#/$defs/missing', '#/__proto__/x', '#/properties/it', '#'])(
    'does not go anywhere for the reference %s',
    ($ref) => {
      expect(rowOf({ $ref })?.type).toBe('anything')
    },
  )

  test('ends, however deep and however wide a server makes it', () => {
    const deep: Record<string, unknown> = { type: 'object' }
    deep.properties = { again: deep }
    expect(toSchemaRows(deep)).toHaveLength(4)
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`p${index}`, {}]))
    expect(toSchemaRows({ properties: wide })).toHaveLength(200)
  })
})
