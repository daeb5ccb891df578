import type { Contact, Conversation } from '../data/types.ts'
import { toPlainText } from '../phrases/text.ts'
import { QueryError } from './query-error.ts'

export type ObjectType = 'conversations' | 'contacts'
export type FieldValue = string | number | boolean | null | readonly string[]

const operatorNames = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'contains'] as const
export type Operator = (typeof operatorNames)[number]

const operatorsByKind = {
  text: ['eq', 'neq', 'in', 'nin', 'contains'],
  words: ['eq', 'neq', 'contains'],
  everywhere: ['eq'],
  choice: ['eq', 'neq', 'in', 'nin'],
  list: ['eq', 'neq', 'in', 'nin'],
  boolean: ['eq', 'neq'],
  number: ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'nin'],
  date: ['eq', 'neq', 'gt', 'gte', 'lt', 'lte'],
  attribute: operatorNames,
} as const satisfies Record<string, readonly Operator[]>

export type FieldKind = keyof typeof operatorsByKind

export interface Field<Row> {
  kind: FieldKind
  read(row: Row): FieldValue
  choices?: readonly string[]
}

export interface Fields<Row> {
  names: readonly string[]
  find(name: string): Field<Row> | undefined
}

export function assertOperator(
  name: string,
  field: { kind: FieldKind },
  operator: string,
): asserts operator is Operator {
  const allowed: readonly string[] = operatorsByKind[field.kind]
  if (allowed.includes(operator)) return
  throw new QueryError(
    `Unsupported operator '${operator}' for field '${name}'. Supported operators: ${allowed.join(', ')}`,
  )
}

export const sourceTypes = [
  'conversation',
  'email',
  'facebook',
  'instagram',
  'phone_call',
  'push',
  'sms',
  'twitter',
  'whatsapp',
] as const
export const conversationStates = ['open', 'closed', 'snoozed'] as const
export const priorities = ['priority', 'not_priority'] as const
export const resolutionStates = ['assumed_resolution', 'confirmed_resolution', 'routed_to_team', 'abandoned'] as const

export const conversationFields = createFields<Conversation>({
  q: {
    kind: 'everywhere',
    read: ({ source }) => [
      toPlainText(source.subject),
      toPlainText(source.body),
      source.author.name,
      source.author.email,
    ],
  },
  id: { kind: 'choice', read: (row) => row.id },
  state: { kind: 'choice', read: (row) => row.state, choices: conversationStates },
  priority: { kind: 'choice', read: (row) => row.priority, choices: priorities },
  source_type: { kind: 'choice', read: (row) => row.source.type, choices: sourceTypes },
  source_author_name: { kind: 'text', read: (row) => row.source.author.name },
  source_author_email: { kind: 'text', read: (row) => row.source.author.email },
  source_subject: { kind: 'text', read: (row) => toPlainText(row.source.subject) },
  source_body: { kind: 'words', read: (row) => toPlainText(row.source.body) },
  contact_ids: { kind: 'list', read: (row) => row.contacts.contacts.map((contact) => contact.id) },
  tag_ids: { kind: 'list', read: (row) => row.tags.tags.map((tag) => tag.id) },
  team_assignee_id: { kind: 'choice', read: (row) => row.team_assignee_id },
  admin_assignee_id: { kind: 'number', read: (row) => row.admin_assignee_id },
  statistics_time_to_assignment: { kind: 'number', read: (row) => row.statistics.time_to_assignment },
  statistics_time_to_admin_reply: { kind: 'number', read: (row) => row.statistics.time_to_admin_reply },
  statistics_time_to_first_close: { kind: 'number', read: (row) => row.statistics.time_to_first_close },
  created_at: { kind: 'date', read: (row) => row.created_at },
  updated_at: { kind: 'date', read: (row) => row.updated_at },
  read: { kind: 'boolean', read: (row) => row.read },
  open: { kind: 'boolean', read: (row) => row.open },
  ai_agent_participated: { kind: 'boolean', read: (row) => row.ai_agent_participated },
  ai_agent_resolution_state: {
    kind: 'choice',
    read: (row) => row.ai_agent?.resolution_state ?? null,
    choices: resolutionStates,
  },
  conversation_rating_score: { kind: 'number', read: (row) => row.conversation_rating?.rating ?? null },
})

const attributePrefix = 'custom_attributes.'

export const contactFields = createFields<Contact>(
  {
    q: {
      kind: 'everywhere',
      read: (row) => [row.name, row.email, row.phone ?? '', ...row.companies.data.map((company) => company.name)],
    },
    id: { kind: 'choice', read: (row) => row.id },
    name: { kind: 'text', read: (row) => row.name },
    email: { kind: 'text', read: (row) => row.email },
    email_domain: { kind: 'text', read: (row) => row.email_domain },
    phone: { kind: 'text', read: (row) => row.phone },
    role: { kind: 'choice', read: (row) => row.role, choices: ['user', 'lead'] },
    created_at: { kind: 'date', read: (row) => row.created_at },
    updated_at: { kind: 'date', read: (row) => row.updated_at },
    'custom_attributes.<key>': { kind: 'attribute', read: () => null },
  },
  (name) =>
    name.startsWith(attributePrefix) && name.length > attributePrefix.length
      ? { kind: 'attribute', read: (row) => row.custom_attributes[name.slice(attributePrefix.length)] ?? null }
      : undefined,
)

export function fieldsOf(objectType: ObjectType): Fields<Conversation> | Fields<Contact> {
  return objectType === 'conversations' ? conversationFields : contactFields
}

function createFields<Row>(
  known: Record<string, Field<Row>>,
  findOpen: (name: string) => Field<Row> | undefined = () => undefined,
): Fields<Row> {
  const fields = new Map(Object.entries(known))
  return { names: [...fields.keys()], find: (name) => findOpen(name) ?? fields.get(name) }
}
