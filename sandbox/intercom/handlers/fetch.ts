import type { Company, Contact, ConversationPart } from '../data/types.ts'
import { toRecordUrl } from '../data/urls.ts'
import type { Workspace } from '../data/workspace.ts'
import { requireText } from '../tools/arguments.ts'
import { type Arguments, assertPermission, type ToolContext } from '../tools/context.ts'
import { ToolFailure } from '../tools/failure.ts'
import { getRow, parseReference, type RecordReference } from '../tools/record-ids.ts'
import { type FullConversation, toFullConversation } from './records.ts'

interface Document {
  title: string
  text: string
  metadata: Record<string, unknown>
}

export function fetchRecord(context: ToolContext, input: Arguments) {
  const { workspace } = context
  const reference = parseReference(workspace, requireText(input, 'id').trim())
  if (reference === null) {
    throw new ToolFailure('id must start with conversation_, contact_ or company_, or be an Intercom URL')
  }
  const { title, text, metadata } = toDocument(context, reference)
  const { kind, id } = reference
  return {
    id: `${kind}_${id}`,
    title,
    text,
    url: toRecordUrl(workspace, kind, id),
    metadata: { ...metadata, workspace_id: workspace.id },
  }
}

function toDocument(context: ToolContext, { kind, id }: RecordReference): Document {
  const { workspace } = context
  if (kind === 'conversation') {
    assertPermission(context, 'read_conversations')
    return describeConversation(toFullConversation(workspace, id))
  }
  assertPermission(context, 'read_users_and_companies')
  if (kind === 'contact') return describeContact(getRow(workspace.contacts, id, 'User'))
  return describeCompany(workspace, getRow(workspace.companies, id, 'Company'))
}

function describeConversation(conversation: FullConversation): Document {
  const { source, conversation_parts: parts, statistics, tags } = conversation
  const first = describeMessage({
    ...source,
    part_type: 'first message',
    created_at: conversation.created_at,
    tags: [],
  })
  const metadata = {
    state: conversation.state,
    priority: conversation.priority,
    source_type: source.type,
    created_at: toTime(conversation.created_at),
    updated_at: toTime(conversation.updated_at),
    admin_assignee_id: conversation.admin_assignee_id,
    team_assignee_id: conversation.team_assignee_id,
    tags: tags.tags.map((tag) => tag.name),
    statistics,
  }
  const text = [`Conversation: ${conversation.title}`, first, ...parts.conversation_parts.map(describeMessage)].join(
    '\n\n',
  )
  return { title: conversation.title, text, metadata }
}

type Message = Pick<ConversationPart, 'part_type' | 'author' | 'created_at' | 'body' | 'tags'>

function describeMessage({ part_type, author, created_at, body, tags }: Message): string {
  const lines = [`[${part_type}] ${author.name} <${author.email}> (${author.type}), ${toTime(created_at)}`]
  if (body !== null) lines.push(body)
  if (tags.length > 0) lines.push(`Tags: ${tags.map((tag) => tag.name).join(', ')}`)
  return lines.join('\n')
}

function describeContact(contact: Contact): Document {
  const { location, companies, custom_attributes: attributes } = contact
  const lines = [
    `Contact: ${contact.name} <${contact.email}> (${contact.role})`,
    `Phone: ${contact.phone ?? 'none'}`,
    `Location: ${location.city}, ${location.region}, ${location.country}`,
    `Companies: ${companies.data.map((company) => company.name).join(', ')}`,
    ...Object.entries(attributes).map(([key, value]) => `${key}: ${value}`),
    `Created: ${toTime(contact.created_at)}`,
  ]
  return {
    title: contact.name,
    text: lines.join('\n'),
    metadata: { external_id: contact.external_id, role: contact.role },
  }
}

function describeCompany(workspace: Workspace, company: Company): Document {
  const members = workspace.contacts.rows.filter((contact) => contact.companies.data[0]?.id === company.id)
  const lines = [
    `Company: ${company.name} (${company.company_id})`,
    `Plan: ${company.plan.name}, ${company.monthly_spend} a month`,
    `Industry: ${company.industry}, ${company.size} people`,
    `Website: ${company.website}`,
    `Contacts: ${members.map((contact) => contact.name).join(', ') || 'none'}`,
    `Created: ${toTime(company.created_at)}`,
  ]
  return { title: company.name, text: lines.join('\n'), metadata: { company_id: company.company_id } }
}

function toTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString()
}
