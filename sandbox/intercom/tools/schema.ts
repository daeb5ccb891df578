/** The part of JSON Schema that the tool definitions use, and a strict check against it. */

import { isRecord, isTextList } from '../../web/json.ts'

export type PropertySchema =
  | { type: 'string'; enum?: readonly string[]; default?: string; description?: string }
  | { type: 'number'; minimum?: number; maximum?: number; default?: number; description?: string }
  | { type: 'boolean'; description?: string }
  | { type: 'array'; items: { type: 'string' }; description?: string }
  | ObjectSchema
  | { $ref: '#/$defs/cmp' }

export interface ObjectSchema {
  type: 'object'
  properties?: Readonly<Record<string, PropertySchema>>
  required?: readonly string[]
  additionalProperties?: boolean
  description?: string
  $defs?: { cmp: ObjectSchema }
}

export const comparisonSchema: ObjectSchema = {
  type: 'object',
  properties: {
    operator: { type: 'string', enum: ['<', '>', '=', '!=', '<=', '>='] },
    value: { type: 'number' },
  },
  required: ['operator', 'value'],
}

/** The first thing wrong with a value, or null. */
export function findFault(schema: PropertySchema, value: unknown, name = 'arguments'): string | null {
  if ('$ref' in schema) return findFault(comparisonSchema, value, name)
  switch (schema.type) {
    case 'string':
      return findStringFault(schema.enum, value, name)
    case 'number':
      return findNumberFault(schema, value, name)
    case 'boolean':
      return typeof value === 'boolean' ? null : `${name} must be a boolean`
    case 'array':
      return isTextList(value) ? null : `${name} must be a list of strings`
    case 'object':
      return isRecord(value) ? findObjectFault(schema, value, name) : `${name} must be an object`
  }
}

function findStringFault(choices: readonly string[] | undefined, value: unknown, name: string): string | null {
  if (typeof value !== 'string') return `${name} must be a string`
  if (choices && !choices.includes(value)) return `${name} must be one of ${choices.join(', ')}`
  return null
}

function findNumberFault(bounds: { minimum?: number; maximum?: number }, value: unknown, name: string): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${name} must be a number`
  if (bounds.minimum !== undefined && value < bounds.minimum) return `${name} must be at least ${bounds.minimum}`
  if (bounds.maximum !== undefined && value > bounds.maximum) return `${name} must be at most ${bounds.maximum}`
  return null
}

function findObjectFault(schema: ObjectSchema, value: Record<string, unknown>, name: string): string | null {
  const missing = schema.required?.find((each) => value[each] === undefined)
  if (missing !== undefined) return `${missing} is required`
  for (const [key, content] of Object.entries(value)) {
    const property = schema.properties?.[key]
    if (property === undefined && schema.additionalProperties === false) return `${name} has an unknown key '${key}'`
    const fault = property === undefined ? null : findFault(property, content, key)
    if (fault !== null) return fault
  }
  return null
}
