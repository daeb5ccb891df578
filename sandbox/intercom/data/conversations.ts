import { fillTemplate, toParagraphs } from '../phrases/text.ts'
import { type CustomerRequest, details, greetings, mailFooter, type Topic, topics } from '../phrases/topics.ts'
import type { Ids } from './ids.ts'
import type { Random } from './random.ts'
import { toStatistics } from './statistics.ts'
import { createThread } from './thread.ts'
import type { Admin, AiAgent, Contact, Conversation, ConversationPart, Person, Tag, Team } from './types.ts'

const daySeconds = 86_400
const sourceTypes = [
  'conversation',
  'conversation',
  'email',
  'email',
  'whatsapp',
  'facebook',
  'instagram',
  'sms',
] as const

export interface ConversationContext {
  workspaceId: string
  product: string
  random: Random
  ids: Ids
  now: number
  admins: readonly Admin[]
  teams: readonly Team[]
  tags: readonly Tag[]
  contacts: readonly Contact[]
}

export interface ConversationRecord {
  conversation: Conversation
  parts: ConversationPart[]
}

export function createConversations(context: ConversationContext, count: number): ConversationRecord[] {
  const frequent = [context.random.pick(topics), context.random.pick(topics)]
  const records = Array.from({ length: count }, () =>
    createConversation(context, context.random.pick(context.random.chance(0.4) ? frequent : topics)),
  )
  return records.sort((left, right) => right.conversation.created_at - left.conversation.created_at)
}

function createConversation(context: ConversationContext, topic: Topic): ConversationRecord {
  const { random, ids, now } = context
  const request = random.pick(topic.requests)
  const contact = random.pick(context.contacts)
  const admin = random.pick(context.admins)
  const customer: Person = { type: contact.role, id: contact.id, name: contact.name, email: contact.email }
  const values = toValues(context, contact)
  const roll = random.next()
  const state: Conversation['state'] = roll < 0.35 ? 'open' : roll < 0.9 ? 'closed' : 'snoozed'
  const isAnswered = state !== 'open' || random.chance(0.7)
  const createdAt = now - random.integer(3, 180) * daySeconds - random.integer(0, daySeconds)
  const bot: Person | null = random.chance(0.4)
    ? { type: 'bot', id: `${admin.id}0`, name: 'Fin', email: `fin@${context.workspaceId}.example` }
    : null
  const parts = createThread(
    { topic, request, values, createdAt, customer, admin, bot, state, isAnswered },
    random,
    ids,
  )
  const draft = { context, topic, request, values, contact, customer, admin, state, isAnswered, createdAt, parts }
  const conversation = assemble(draft)
  return { conversation, parts }
}

function toValues({ product, random }: ConversationContext, contact: Contact): Record<string, string> {
  return {
    product,
    plan: String(contact.custom_attributes.plan),
    seats: String(contact.custom_attributes.seats),
    company: contact.companies.data[0]?.name ?? 'our company',
    amount: `$${random.integer(4, 90) * 12}.00`,
  }
}

interface Draft {
  context: ConversationContext
  topic: Topic
  request: CustomerRequest
  values: Record<string, string>
  contact: Contact
  customer: Person
  admin: Admin
  state: Conversation['state']
  isAnswered: boolean
  createdAt: number
  parts: ConversationPart[]
}

function assemble(draft: Draft): Conversation {
  const { context, topic, contact, admin, state, createdAt, parts } = draft
  const { random, ids, workspaceId } = context
  const id = ids.next('conversation')
  const subject = fillTemplate(draft.request.subject, draft.values)
  const sourceType = random.pick(sourceTypes)
  const aiAgent = parts[0]?.author.type === 'bot' ? createAiAgent(random, state) : null
  return {
    type: 'conversation',
    id,
    workspace_id: workspaceId,
    title: subject,
    created_at: createdAt,
    updated_at: parts.at(-1)?.created_at ?? createdAt,
    waiting_since: state === 'open' ? createdAt : null,
    snoozed_until: state === 'snoozed' ? context.now + random.integer(1, 9) * daySeconds : null,
    open: state === 'open',
    state,
    read: draft.isAnswered,
    priority: random.chance(0.15) ? 'priority' : 'not_priority',
    admin_assignee_id: draft.isAnswered ? Number(admin.id) : null,
    team_assignee_id: random.chance(0.8) ? random.pick(context.teams).id : null,
    tags: { type: 'tag.list', tags: context.tags.filter((tag) => tag.name === topic.tag) },
    conversation_rating:
      state === 'closed' && random.chance(0.4)
        ? { rating: random.integer(1, 5), remark: null, created_at: createdAt + daySeconds }
        : null,
    source: createSource(draft, { subject, sourceType }),
    contacts: {
      type: 'contact.list',
      contacts: [{ type: 'contact', id: contact.id, external_id: contact.external_id }],
    },
    teammates: { type: 'admin.list', teammates: draft.isAnswered ? [{ type: 'admin', id: admin.id }] : [] },
    custom_attributes: { topic: topic.tag, language: contact.browser_language, plan: draft.values.plan ?? null },
    first_contact_reply: { created_at: createdAt, type: sourceType, url: null },
    sla_applied: random.chance(0.3)
      ? { type: 'conversation_sla_summary', sla_name: 'First answer in a day', sla_status: 'hit' }
      : null,
    statistics: toStatistics(createdAt, parts),
    linked_objects: { type: 'list', data: [], total_count: 0, has_more: false },
    ticket: random.chance(0.03) ? { type: 'ticket', id: ids.next('ticket'), ticket_state: 'submitted' } : null,
    ai_agent_participated: aiAgent !== null,
    ai_agent: aiAgent,
  }
}

function createSource(
  draft: Draft,
  { subject, sourceType }: { subject: string; sourceType: string },
): Conversation['source'] {
  const { context, request, values, customer } = draft
  const { random } = context
  const closing = `Kind regards<br>${customer.name}<br>{company}`
  const footer = sourceType === 'email' ? [mailFooter] : []
  const paragraphs = [random.pick(greetings), request.opening, ...pickDetails(random), closing, ...footer]
  return {
    type: sourceType,
    id: random.hex(16),
    delivered_as: 'customer_initiated',
    subject: `<p>${subject}</p>`,
    body: toParagraphs(paragraphs.map((text) => fillTemplate(text, values))),
    author: customer,
    attachments: [],
    url: sourceType === 'conversation' ? `https://app.${context.workspaceId}.example/settings` : null,
    redacted: false,
  }
}

function pickDetails(random: Random): string[] {
  const start = random.integer(0, details.length - 1)
  const count = random.integer(3, 6)
  return Array.from({ length: count }, (_unused, index) => details[(start + index) % details.length] ?? '')
}

function createAiAgent(random: Random, state: Conversation['state']): AiAgent {
  return {
    source_type: 'essentials_plan_setup',
    source_title: 'Fin over messenger',
    last_answer_type: 'ai_answer',
    resolution_state: random.pick(
      state === 'closed'
        ? ['assumed_resolution', 'confirmed_resolution', 'routed_to_team']
        : ['routed_to_team', 'abandoned'],
    ),
    rating: random.chance(0.3) ? random.integer(1, 5) : null,
    rating_remark: null,
    content_sources: { type: 'content_source.list', total_count: 0, content_sources: [] },
  }
}
