import type { Field, Fields, FieldValue, Operator } from './fields.ts'
import type { Filter } from './parse.ts'
import { QueryError } from './query-error.ts'

type Test<Value> = (value: Value) => boolean

/** One test for all filters of a search. Values are read once, here, so a bad one fails before any row is looked at. */
export function createMatcher<Row>(fields: Fields<Row>, filters: readonly Filter[]): Test<Row> {
  const tests = filters.map((filter) => {
    const field = fields.find(filter.field)
    if (field === undefined) throw new QueryError(`Unknown field '${filter.field}'`)
    const test = createTest(field, filter)
    return (row: Row) => test(field.read(row))
  })
  return (row) => tests.every((test) => test(row))
}

function createTest<Row>(field: Field<Row>, filter: Filter): Test<FieldValue> {
  switch (field.kind) {
    case 'date':
      return createDateTest(filter)
    case 'number':
      return createNumberTest(filter)
    case 'boolean':
      return createBooleanTest(filter)
    case 'everywhere':
      return createFreeTextTest(filter.value)
    case 'words':
      return createWordsTest(filter)
    case 'attribute':
      return createAttributeTest(filter)
    default:
      return createTextTest(filter, field.choices)
  }
}

function createTextTest({ field, operator, value }: Filter, choices?: readonly string[]): Test<FieldValue> {
  const wanted = toWanted(operator, value).map((each) => each.toLowerCase())
  const unknown = choices && wanted.find((each) => !choices.includes(each))
  if (choices && unknown !== undefined) {
    throw new QueryError(`Invalid value '${unknown}' for field '${field}'. Allowed values: ${choices.join(', ')}`)
  }
  const isNegative = operator === 'neq' || operator === 'nin'
  return (actual) => {
    const values = toTexts(actual)
    if (operator === 'contains') return values.some((each) => wanted.some((part) => each.includes(part)))
    return values.some((each) => wanted.includes(each)) !== isNegative
  }
}

function toWanted(operator: Operator, value: string): string[] {
  if (operator !== 'in' && operator !== 'nin') return [value]
  return value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

function toTexts(value: FieldValue): string[] {
  if (value === null) return []
  const values = Array.isArray(value) ? value : [value]
  return values.map((each) => String(each).toLowerCase())
}

/** Equality on a message body looks for a whole word, as Intercom's own search does. */
function createWordsTest({ operator, value }: Filter): Test<FieldValue> {
  const wanted = value.toLowerCase()
  return (actual) => {
    const text = toTexts(actual).join(' ')
    if (operator === 'contains') return text.includes(wanted)
    return text.split(/[^\p{Letter}\p{Number}]+/u).includes(wanted) === (operator === 'eq')
  }
}

function createFreeTextTest(value: string): Test<FieldValue> {
  const words = value.toLowerCase().split(/\s+/)
  return (actual) => {
    const text = toTexts(actual).join(' ')
    return words.every((word) => text.includes(word))
  }
}

function createBooleanTest({ field, operator, value }: Filter): Test<FieldValue> {
  if (value !== 'true' && value !== 'false') {
    throw new QueryError(`Invalid value '${value}' for field '${field}'. Allowed values: true, false`)
  }
  return (actual) => (actual === (value === 'true')) === (operator === 'eq')
}

function createNumberTest({ field, operator, value }: Filter): Test<FieldValue> {
  const wanted = toWanted(operator, value).map(Number)
  if (value.trim() === '' || wanted.some((each) => !Number.isFinite(each))) {
    throw new QueryError(`Invalid value '${value}' for field '${field}'. A number is needed`)
  }
  const isNegative = operator === 'neq' || operator === 'nin'
  if (operator === 'in' || operator === 'nin') {
    return (actual) => (typeof actual === 'number' && wanted.includes(actual)) !== isNegative
  }
  const [bound = 0] = wanted
  return createRangeTest(operator, bound, bound)
}

/** A calendar day stands for all its seconds (UTC): `gt` starts after it, `lt` ends before it. */
function createDateTest({ field, operator, value }: Filter): Test<FieldValue> {
  if (/^\d+$/.test(value)) return createRangeTest(operator, Number(value), Number(value))
  const start = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) / 1_000 : Number.NaN
  if (Number.isNaN(start)) {
    throw new QueryError(`Invalid value '${value}' for field '${field}'. Use Unix seconds or YYYY-MM-DD`)
  }
  return createRangeTest(operator, start, start + 86_399)
}

function createRangeTest(operator: Operator, first: number, last: number): Test<FieldValue> {
  const isInside = (actual: number) => actual >= first && actual <= last
  if (operator === 'neq') return (actual) => typeof actual !== 'number' || !isInside(actual)
  const tests: Partial<Record<Operator, Test<number>>> = {
    eq: isInside,
    gt: (actual) => actual > last,
    gte: (actual) => actual >= first,
    lt: (actual) => actual < first,
    lte: (actual) => actual <= last,
  }
  const test = tests[operator]
  return (actual) => typeof actual === 'number' && test !== undefined && test(actual)
}

/** A custom attribute has no declared type: a number in the filter compares numbers, anything else text. */
function createAttributeTest(filter: Filter): Test<FieldValue> {
  const isOrder = ['gt', 'gte', 'lt', 'lte'].includes(filter.operator)
  if (isOrder) return createNumberTest(filter)
  return createTextTest(filter)
}
