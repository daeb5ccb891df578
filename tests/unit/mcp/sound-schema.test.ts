import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv-provider.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSoundSchema } from '#lib/mcp/tools/sound-schema.ts'

/** What the official clients do with every tool of a list. */
function compiles(schema: unknown): boolean {
  try {
    new AjvJsonSchemaValidator().getValidator(schema as object)
    return true
  } catch {
    return false
  }
}

const person = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 1, pattern: '^\\p{L}+$' }, home: { $ref: '#/$defs/home' } },
  required: ['name'],
  additionalProperties: false,
  $defs: { home: { type: ['object', 'null'], properties: { street: { type: 'string', format: 'email' } } } },
}

describe('a schema that every client can compile', () => {
  test.each([
    ['of a person', person],
    ['of alternatives', { anyOf: [{ type: 'object' }, { enum: [1, 'a'] }], not: { const: null } }],
    ['with unknown words', { type: 'object', 'x-own': { type: 'banana' }, $comment: 'yes' }],
  ])('is one %s', (_what, schema) => {
    expect([isSoundSchema(schema), compiles(schema)]).toEqual([true, true])
  })

  test.each([
    ['a type that does not exist', { properties: { a: { type: 'banana' } } }],
    ['a pattern that is none', { properties: { a: { pattern: '(' } } }],
    ['a pattern among names', { patternProperties: { '[': {} } }],
    ['a reference into nothing', { properties: { a: { $ref: '#/$defs/none' } } }],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema.json' }],
    ['no schemas to choose from', { anyOf: [] }],
    ['a list for its properties', { properties: [] }],
    ['null for its properties', { properties: null }],
    ['a text that is required', { required: 'name' }],
    ['a text for a number', { minimum: '1' }],
    ['a name of its own', { $id: 'https://example.com/a', type: 'object' }],
    ['no values to choose from', { enum: [] }],
  ])('is none with %s', (_what, schema) => {
    expect(isSoundSchema(schema)).toBe(false)
  })

  test('is never one that the official client cannot compile', () => {
    const word = fc.constantFrom(
      ...['type', 'properties', 'required', 'items', 'anyOf', 'allOf', '$ref', '$defs', 'pattern', 'enum'],
      ...['minimum', 'multipleOf', 'maxItems', 'patternProperties', 'dependentRequired', 'if', 'not', 'prefixItems'],
      ...['uniqueItems', 'const', 'default', 'dependencies', 'contains', 'definitions', 'additionalItems', '$anchor'],
    )
    const leaf = fc.oneof(
      fc.constantFrom<unknown>('string', 'object', 'banana', '#', '#/$defs/a', '(', '^a$', 'email', null, true, false),
      fc.constantFrom<unknown>(0, 1, -1, 1.5, [], ['a'], ['a', 'a'], ['string', 'null'], {}, [{}]),
    )
    const member = (inner: fc.Arbitrary<unknown>) =>
      fc.oneof(leaf, inner, fc.array(inner, { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'b', '^x'), inner))
    const schemaOver = (inner: fc.Arbitrary<unknown>) => fc.dictionary(word, member(inner), { maxKeys: 3 })
    const schema = schemaOver(schemaOver(leaf))
    const soundOnes = { count: 0 }
    fc.assert(
      fc.property(schema, (one) => {
        if (!isSoundSchema(one)) return
        soundOnes.count += 1
        expect(compiles(one)).toBe(true)
      }),
      { numRuns: 3_000, seed: 1 },
    )
    expect(soundOnes.count).toBeGreaterThan(100)
  })
})
