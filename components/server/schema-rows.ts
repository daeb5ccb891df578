/** A parameter of a tool, as a row: nested ones by their path. */
export type SchemaRow = { path: string; type: string; isRequired: boolean; description: string; choices: string[] }

type Schema = Record<string, unknown>

const depthMax = 4
const rowsMax = 200
const refsMax = 8

/**
 * A JSON Schema as rows. Tolerant: what it cannot read it calls anything, what is too deep stays in the raw schema.
 * References are followed within the schema only, never out of it.
 */
export function toSchemaRows(schema: unknown): SchemaRow[] {
  const rows: SchemaRow[] = []
  addProperties(schema, { root: schema, prefix: '', depth: 0, rows })
  return rows
}

type Place = { root: unknown; prefix: string; depth: number; rows: SchemaRow[] }

function addProperties(schema: unknown, { root, prefix, depth, rows }: Place): void {
  if (!isObject(schema) || !isObject(schema.properties) || depth >= depthMax) return
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  for (const [name, property] of Object.entries(schema.properties)) {
    if (rows.length >= rowsMax) return
    const path = prefix === '' ? name : `${prefix}.${name}`
    const parts = resolve(property, root)
    rows.push({
      path,
      type: typeOf(parts, root),
      isRequired: required.has(name),
      description: typeof parts.description === 'string' ? parts.description : '',
      choices: choicesOf(parts, root),
    })
    const inside = { root, depth: depth + 1, rows }
    addProperties(parts, { ...inside, prefix: path })
    addProperties(resolve(parts.items, root), { ...inside, prefix: `${path}[]` })
  }
}

function typeOf(schema: Schema, root: unknown): string {
  const alternatives = schema.anyOf ?? schema.oneOf
  if (Array.isArray(alternatives)) {
    return [...new Set(alternatives.map((one) => plainType(resolve(one, root))))].join(' or ')
  }
  if (schema.type !== 'array') return plainType(schema)
  return isObject(schema.items) ? `list of ${plainType(resolve(schema.items, root))}` : 'list'
}

function plainType(schema: Schema): string {
  if (Array.isArray(schema.type)) return schema.type.join(' or ')
  if (schema.type === 'array') return 'list'
  const type = typeof schema.type === 'string' ? schema.type : isObject(schema.properties) ? 'object' : 'anything'
  return typeof schema.format === 'string' ? `${type} (${schema.format})` : type
}

function choicesOf(schema: Schema, root: unknown): string[] {
  const values = schema.const === undefined ? (schema.enum ?? resolve(schema.items, root).enum) : [schema.const]
  return Array.isArray(values) ? values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))) : []
}

/** What `#/…` points to, with what stands beside the reference; anything else as it is. */
function resolve(value: unknown, root: unknown): Schema {
  let schema = isObject(value) ? value : {}
  for (let hops = 0; typeof schema.$ref === 'string' && hops < refsMax; hops += 1) {
    const { $ref, ...beside } = schema
    const target = find(root, $ref)
    if (!target) return beside
    schema = { ...target, ...beside }
  }
  return schema
}

function find(root: unknown, reference: string): Schema | null {
  if (!reference.startsWith('#/')) return null
  let found: unknown = root
  for (const part of reference.slice(2).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined
  }
  return isObject(found) ? found : null
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
