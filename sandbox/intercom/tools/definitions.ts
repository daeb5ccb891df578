import { conversationStates, priorities, resolutionStates, sourceTypes } from '../query/fields.ts'
import { comparisonSchema, type ObjectSchema, type PropertySchema } from './schema.ts'

export interface ToolDefinition {
  name: ToolName
  description: string
  inputSchema: ObjectSchema
  annotations: { readOnlyHint: boolean; destructiveHint?: boolean }
}

export const toolNames = [
  'search',
  'fetch',
  'search_conversations',
  'get_conversation',
  'search_contacts',
  'get_contact',
  'list_companies',
  'get_company',
  'list_articles',
  'search_articles',
  'get_article',
  'create_article',
  'update_article',
  'add_internal_note',
] as const
export type ToolName = (typeof toolNames)[number]

const text: PropertySchema = { type: 'string' }
const number: PropertySchema = { type: 'number' }
const flag: PropertySchema = { type: 'boolean' }
const texts: PropertySchema = { type: 'array', items: { type: 'string' } }
const comparison: PropertySchema = { $ref: '#/$defs/cmp' }
const cursorPaging = { per_page: { type: 'number', default: 5, maximum: 150 }, starting_after: text } as const
const articleFields = {
  description: text,
  body: { type: 'string', description: 'HTML' },
  state: { type: 'string', enum: ['published', 'draft'] },
  parent_id: number,
  parent_type: { type: 'string', enum: ['collection', 'section'] },
} as const satisfies Record<string, PropertySchema>

function toSchema(properties: Record<string, PropertySchema>, required: readonly string[] = []): ObjectSchema {
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false }
}

const oneId = toSchema({ id: text }, ['id'])
const reads = { readOnlyHint: true }

export const toolDefinitions: readonly ToolDefinition[] = [
  {
    name: 'search',
    description:
      'Search conversations or contacts with one query. Begin with object_type:conversations or object_type:contacts and add filters as key:value or key:operator:value; all of them must match. Operators: eq, neq, gt, gte, lt, lte, in, nin, contains. q:"words" searches free text, limit:N (default 5, at most 150) and starting_after:CURSOR page through the results.',
    inputSchema: toSchema(
      {
        query: {
          type: 'string',
          description: 'For example: object_type:conversations state:open source_type:email limit:20',
        },
      },
      ['query'],
    ),
    annotations: reads,
  },
  {
    name: 'fetch',
    description:
      'The whole record behind an id that search returned (conversation_…, contact_… or company_…) or behind an Intercom URL.',
    inputSchema: oneId,
    annotations: reads,
  },
  {
    name: 'search_conversations',
    description: 'Find conversations by structured filters, of which at least one is needed. For free text use search.',
    inputSchema: {
      ...toSchema({
        ids: texts,
        source_type: { type: 'string', enum: sourceTypes },
        source_author_name: text,
        source_author_email: text,
        state: { type: 'string', enum: conversationStates },
        open: flag,
        priority: { type: 'string', enum: priorities },
        contact_ids: texts,
        tag_ids: texts,
        team_assignee_id: text,
        admin_assignee_id: number,
        created_at: comparison,
        updated_at: comparison,
        statistics_time_to_assignment: comparison,
        statistics_time_to_admin_reply: comparison,
        statistics_time_to_first_close: comparison,
        conversation_rating_score: comparison,
        ai_agent_participated: flag,
        ai_agent_resolution_state: { type: 'string', enum: resolutionStates },
        ...cursorPaging,
      }),
      $defs: { cmp: comparisonSchema },
    },
    annotations: reads,
  },
  {
    name: 'get_conversation',
    description: 'One conversation with all its parts, by plain id, conversation_<id> or inbox URL.',
    inputSchema: oneId,
    annotations: reads,
  },
  {
    name: 'search_contacts',
    description:
      'Find contacts by structured filters, of which at least one is needed. Names match in part, email addresses as a whole.',
    inputSchema: toSchema({
      contact_ids: texts,
      name: text,
      email: text,
      email_domain: text,
      phone: text,
      custom_attributes: { type: 'object' },
      ...cursorPaging,
    }),
    annotations: reads,
  },
  {
    name: 'get_contact',
    description: 'One contact, by plain id, contact_<id> or URL.',
    inputSchema: oneId,
    annotations: reads,
  },
  {
    name: 'list_companies',
    description: 'Companies page by page, or one company by its exact name or by your own company_id.',
    inputSchema: toSchema({
      name: text,
      company_id: text,
      tag_id: text,
      segment_id: text,
      per_page: { type: 'number', default: 15, maximum: 60 },
      page: { type: 'number', default: 1 },
    }),
    annotations: reads,
  },
  {
    name: 'get_company',
    description: 'One company with its attributes, tags and segments.',
    inputSchema: oneId,
    annotations: reads,
  },
  {
    name: 'list_articles',
    description: 'Help Center articles page by page.',
    inputSchema: toSchema({
      page: { type: 'number', default: 1 },
      per_page: { type: 'number', default: 25, minimum: 1, maximum: 150 },
    }),
    annotations: reads,
  },
  {
    name: 'search_articles',
    description: 'Search Help Center articles by phrase, state or Help Center; at least one parameter is needed.',
    inputSchema: toSchema({
      phrase: text,
      state: { type: 'string', enum: ['published', 'draft'] },
      help_center_id: number,
      highlight: flag,
    }),
    annotations: reads,
  },
  {
    name: 'get_article',
    description: 'One Help Center article with its HTML body.',
    inputSchema: oneId,
    annotations: reads,
  },
  {
    name: 'create_article',
    description: 'Write a new Help Center article. It stays a draft unless state says published.',
    inputSchema: toSchema(
      {
        title: text,
        author_id: number,
        ...articleFields,
        state: { ...articleFields.state, default: 'draft' },
      },
      ['title', 'author_id'],
    ),
    annotations: { readOnlyHint: false, destructiveHint: false },
  },
  {
    name: 'update_article',
    description: 'Change one or more fields of a Help Center article.',
    inputSchema: toSchema({ id: text, title: text, author_id: number, ...articleFields }, ['id']),
    annotations: { readOnlyHint: false, destructiveHint: true },
  },
  {
    name: 'add_internal_note',
    description: 'Add a note to a conversation that only teammates can see.',
    inputSchema: toSchema({ conversation_id: text, body: text }, ['conversation_id', 'body']),
    annotations: { readOnlyHint: false, destructiveHint: false },
  },
]
