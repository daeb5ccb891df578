/**
 * Whether a JSON Schema can be compiled by whoever is handed it: clients do that with every tool of a list at once, and one that
 * cannot be compiled costs them the list. Says no where it is not sure. Nothing is compiled here, and no reference followed out
 * of the schema: what a server sends is never turned into code.
 * https://json-schema.org/draft/2020-12/json-schema-core
 */
import { isObject, type JsonObject } from '../json-rpc.ts'

const types = new Set<unknown>(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])
const numbers = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']
const counts = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties']
const oneSchema = ['additionalProperties', 'additionalItems', 'not', 'if', 'then', 'else', 'contains', 'propertyNames']
const oneSchemaToo = ['unevaluatedItems', 'unevaluatedProperties']
const someSchemas = ['anyOf', 'oneOf', 'allOf', 'prefixItems']
const namedSchemas = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']
/** Names of places, which compilers look for also inside of what they do not know. */
const places = ['$id', '$anchor', '$dynamicAnchor']
/** Bound to a place, to another document or to another vocabulary. */
const unsure = ['id', '$dynamicRef', '$recursiveRef', '$vocabulary', '$async', 'discriminator', 'nullable']

export function isSoundSchema(schema: unknown): boolean {
  return namesNoPlace(schema) && isSound(schema, schema)
}

function namesNoPlace(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return places.every((name) => !Object.hasOwn(value, name)) && Object.values(value).every(namesNoPlace)
}

function isSound(schema: unknown, root: unknown): boolean {
  if (typeof schema === 'boolean') return true
  if (!isObject(schema) || unsure.some((name) => Object.hasOwn(schema, name))) return false
  const has = (name: string) => Object.hasOwn(schema, name)
  const isSub = (value: unknown) => isSound(value, root)
  return (
    hasSoundValues(schema) &&
    [...oneSchema, ...oneSchemaToo].every((name) => !has(name) || isSub(schema[name])) &&
    someSchemas.every((name) => !has(name) || isListOf(schema[name], isSub)) &&
    namedSchemas.every((name) => !has(name) || isMapOf(schema[name], isSub)) &&
    (!has('items') || isSub(schema.items)) &&
    (!has('$ref') || pointsInto(root, schema.$ref))
  )
}

function hasSoundValues(schema: JsonObject): boolean {
  const { type, pattern, patternProperties, required, dependentRequired } = schema
  const has = (name: string) => Object.hasOwn(schema, name)
  return (
    (!has('type') || (Array.isArray(type) ? isListOf(type, (one) => types.has(one)) : types.has(type))) &&
    (!has('pattern') || isPattern(pattern)) &&
    (!isObject(patternProperties) || Object.keys(patternProperties).every(isPattern)) &&
    (!has('required') || isNames(required)) &&
    (!has('dependentRequired') || isMapOf(dependentRequired, isNames)) &&
    !has('dependencies') &&
    (!has('enum') || isListOf(schema.enum, () => true)) &&
    (!has('$schema') || typeof schema.$schema === 'string') &&
    (!has('format') || typeof schema.format === 'string') &&
    (!has('uniqueItems') || typeof schema.uniqueItems === 'boolean') &&
    numbers.every((name) => !has(name) || (isNumber(schema[name]) && (name !== 'multipleOf' || schema[name] > 0))) &&
    [...counts, 'minContains', 'maxContains'].every((name) => !has(name) || isCount(schema[name]))
  )
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string') && new Set(value).size === value.length
}

function isListOf(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isOne)
}

function isMapOf(value: unknown, isOne: (member: unknown) => boolean): boolean {
  return isObject(value) && Object.values(value).every(isOne)
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false
  try {
    new RegExp(value, 'u')
    return true
  } catch {
    return false
  }
}

/** Only pointers into the schema itself. https://www.rfc-editor.org/rfc/rfc6901 */
function pointsInto(root: unknown, ref: unknown): boolean {
  if (typeof ref !== 'string' || !/^#(\/[^%#]*)?$/.test(ref)) return false
  let value = root
  for (const step of ref
    .slice(2)
    .split('/')
    .filter((name) => name !== '' || ref.length > 1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (ref === '#') break
    if (!isObject(value) || !Object.hasOwn(value, name)) return false
    value = value[name]
  }
  return isObject(value) || typeof value === 'boolean'
}
