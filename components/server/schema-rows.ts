/** A parameter of a tool, as a row: nested ones by their path. */
export type SchemaRow = { path: string; type: string; isRequired: boolean; description: string; choices: string[] }

const depthMax = 4
const rowsMax = 200

/** A JSON Schema as rows. Tolerant: what it cannot read it names, what is too deep stays in the raw schema. */
export function toSchemaRows(schema: unknown): SchemaRow[] {
  const rows: SchemaRow[] = []
  addProperties(schema, { prefix: '', depth: 0, rows })
  return rows.slice(0, rowsMax)
}

type Place = { prefix: string; depth: number; rows: SchemaRow[] }

function addProperties(schema: unknown, { prefix, depth, rows }: Place): void {
  if (!isObject(schema) || !isObject(schema.properties) || depth >= depthMax) return
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  for (const [name, property] of Object.entries(schema.properties)) {
    const path = prefix === '' ? name : `${prefix}.${name}`
    const parts = isObject(property) ? property : {}
    rows.push({
      path,
      type: typeOf(parts),
      isRequired: required.has(name),
      description: typeof parts.description === 'string' ? parts.description : '',
      choices: choicesOf(parts),
    })
    addProperties(parts, { prefix: path, depth: depth + 1, rows })
    addProperties(parts.items, { prefix: `${path}[]`, depth: depth + 1, rows })
  }
}

function typeOf(schema: Record<string, unknown>): string {
  const alternatives = schema.anyOf ?? schema.oneOf
  if (Array.isArray(alternatives)) {
    return [...new Set(alternatives.map((one) => (isObject(one) ? typeOf(one) : 'anything')))].join(' or ')
  }
  if (Array.isArray(schema.type)) return schema.type.join(' or ')
  if (schema.type === 'array') return isObject(schema.items) ? `list of ${typeOf(schema.items)}` : 'list'
  const type = typeof schema.type === 'string' ? schema.type : isObject(schema.properties) ? 'object' : 'anything'
  return typeof schema.format === 'string' ? `${type} (${schema.format})` : type
}

function choicesOf(schema: Record<string, unknown>): string[] {
  const values = schema.const === undefined ? (schema.enum ?? itemsOf(schema).enum) : [schema.const]
  return Array.isArray(values) ? values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))) : []
}

function itemsOf(schema: Record<string, unknown>): Record<string, unknown> {
  return isObject(schema.items) ? schema.items : {}
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
