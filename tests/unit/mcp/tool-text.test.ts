import { ToolSchema as ModernToolSchema } from '@modelcontextprotocol/core'
import { ToolSchema as LegacyToolSchema } from '@modelcontextprotocol/sdk/types.js'
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv-provider.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTool, type ToolText } from '#lib/mcp/tools/tool-text.ts'

function toolOf(text: string): ToolText {
  const read = readTool(text)
  if (!read.ok) throw new Error(read.problem)
  return read.tool
}

describe('a tool that is fine', () => {
  test.each([
    '{"name":"a","inputSchema":{"type":"object"}}',
    '{ "inputSchema" : { "type":"object", "properties":{"n":{"maximum":12345678901234567890, "default":10.0}} },\n "name":"\\u0061" }',
    '{"name":"a","title":"A","x-own":{"z":1,"1":2},"inputSchema":{"type":"object"},"icons":[{"src":"data:,"}],"_meta":{"ui":1}}',
    '{"name":"a","inputSchema":{"type":"object","$ref":"https://example.com/never-followed"},"annotations":{"readOnlyHint":true,"x":1}}',
  ])('is handed out to the byte: %s', (text) => {
    expect(toolOf(text)).toEqual({ name: 'a', legacy: text, modern: text })
  })
})

describe('a tool that is odd', () => {
  const object = { type: 'object' }
  test.each<[string, object, object]>([
    ['without an input schema', {}, { inputSchema: object }],
    ['with null for one', { inputSchema: null }, { inputSchema: object }],
    ['with an empty one', { inputSchema: {} }, { inputSchema: object }],
    ['with a text for one', { inputSchema: 'none' }, { inputSchema: object }],
    ['with true for one', { inputSchema: true }, { inputSchema: object }],
    [
      'with alternatives only',
      { inputSchema: { anyOf: [object] } },
      { inputSchema: { type: 'object', anyOf: [object] } },
    ],
    ['with several types', { inputSchema: { type: ['object', 'null'] } }, { inputSchema: object }],
    ['with null for its properties', { inputSchema: { ...object, properties: null } }, { inputSchema: object }],
    ['with null that is required', { inputSchema: { ...object, required: null } }, { inputSchema: object }],
    ['with a number for its title', { title: 5, inputSchema: object }, { inputSchema: object }],
    ['with null for its description', { description: null, inputSchema: object }, { inputSchema: object }],
    [
      'with a text for a hint',
      { annotations: { readOnlyHint: 'yes', title: 'T' }, inputSchema: object },
      { annotations: { title: 'T' }, inputSchema: object },
    ],
    ['with a text for its annotations', { annotations: 'x', inputSchema: object }, { inputSchema: object }],
    ['with odd icons', { icons: [{ src: 1 }], inputSchema: object }, { inputSchema: object }],
    ['with null for its _meta', { _meta: null, inputSchema: object }, { inputSchema: object }],
    [
      'with an execution of its own',
      { execution: { taskSupport: 'maybe' }, inputSchema: object },
      { inputSchema: object },
    ],
    [
      'with an output schema that nobody can compile',
      { inputSchema: object, outputSchema: { type: 'object', properties: { a: { type: 'banana' } } } },
      { inputSchema: object },
    ],
  ])('is mended where that takes nothing away: %s', (_what, odd, mended) => {
    const { legacy, modern } = toolOf(JSON.stringify({ name: 'a', ...odd }))
    expect([JSON.parse(legacy ?? ''), JSON.parse(modern ?? '')]).toEqual([
      { name: 'a', ...mended },
      { name: 'a', ...mended },
    ])
  })

  test('shows older clients no output that is no object, and newer ones the whole', () => {
    const text = '{"name":"a","inputSchema":{"type":"object"},"outputSchema":{"type":"array"}}'
    expect(toolOf(text)).toEqual({ name: 'a', legacy: '{"name":"a","inputSchema":{"type":"object"}}', modern: text })
  })

  test('is not shown to clients of a family whose schema it cannot be made to fit', () => {
    const text = '{"name":"a","inputSchema":{"type":"object","properties":{"b":"text"}}}'
    expect(toolOf(text)).toEqual({ name: 'a', legacy: null, modern: text })
  })

  test('has schemas that are true or false written so that older clients know them', () => {
    const text = '{"name":"a","inputSchema":{"type":"object","properties":{"x":true,"y":false}}}'
    const legacy = '{"name":"a","inputSchema":{"type":"object","properties":{"x":{},"y":{"not":{}}}}}'
    expect(toolOf(text)).toEqual({ name: 'a', legacy, modern: text })
  })

  test('is written anew where a member stands in it twice', () => {
    const { legacy } = toolOf('{"name":"a","name":"b","inputSchema":{"type":"object"}}')
    expect(legacy).toBe('{"name":"b","inputSchema":{"type":"object"}}')
  })

  test.each([
    ['no name', '{"inputSchema":{"type":"object"}}', 'It has no name.'],
    ['an empty name', '{"name":""}', 'It has no name.'],
    ['no members', '[]', 'It has no name.'],
    ['a name without end', JSON.stringify({ name: 'a'.repeat(300) }), 'Its name is too long.'],
    [
      'arguments that are no object',
      '{"name":"a","inputSchema":{"type":"string"}}',
      'Its input schema is of the type "string", not object.',
    ],
  ])('is left out with its reason: %s', (_what, text, problem) => {
    expect(readTool(text)).toMatchObject({ ok: false, problem })
  })
})

test('whatever a tool is, what is handed out of it is what the official clients read', () => {
  const member = fc.constantFrom(
    ...['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations', 'icons', 'execution', '_meta'],
  )
  const inner = fc.dictionary(
    fc.constantFrom('type', 'properties', 'required', 'readOnlyHint', 'title', 'src', 'taskSupport', '$ref', 'items'),
    fc.oneof(
      fc.constantFrom<unknown>('object', 'string', 'a', null, true, 1, ['a'], [1], {}),
      fc.jsonValue({ maxDepth: 2 }),
    ),
    { maxKeys: 4 },
  )
  const odd = fc.dictionary(
    member,
    fc.oneof(fc.constantFrom<unknown>('a', '', null, true, 5, []), inner, fc.array(inner)),
  )
  fc.assert(
    fc.property(odd, fc.boolean(), (value, isNamed) => {
      const read = readTool(JSON.stringify({ ...value, ...(isNamed && { name: 'a' }) }))
      if (!read.ok) return
      const { legacy, modern } = read.tool
      if (modern !== null) expect(ModernToolSchema.safeParse(JSON.parse(modern)).success).toBe(true)
      if (legacy === null) return
      const tool = LegacyToolSchema.parse(JSON.parse(legacy))
      if (tool.outputSchema) new AjvJsonSchemaValidator().getValidator(tool.outputSchema as object)
    }),
    { numRuns: 1_000, seed: 1 },
  )
})
