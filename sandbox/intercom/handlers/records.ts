import type { Conversation, ConversationPart } from '../data/types.ts'
import type { Workspace } from '../data/workspace.ts'
import { requireText } from '../tools/arguments.ts'
import { type Arguments, assertPermission, type ToolContext } from '../tools/context.ts'
import { getRow, toRecordId } from '../tools/record-ids.ts'

export function getConversation(context: ToolContext, input: Arguments) {
  assertPermission(context, 'read_conversations')
  return toFullConversation(context.workspace, toRecordId(context.workspace, 'conversation', requireText(input, 'id')))
}

export interface FullConversation extends Conversation {
  conversation_parts: {
    type: 'conversation_part.list'
    conversation_parts: ConversationPart[]
    total_count: number
  }
}

export function toFullConversation(workspace: Workspace, id: string): FullConversation {
  const parts = workspace.parts.get(id) ?? []
  return {
    ...getRow(workspace.conversations, id, 'Conversation'),
    conversation_parts: { type: 'conversation_part.list', conversation_parts: parts, total_count: parts.length },
  }
}

export function getContact(context: ToolContext, input: Arguments) {
  assertPermission(context, 'read_users_and_companies')
  const { workspace } = context
  return getRow(workspace.contacts, toRecordId(workspace, 'contact', requireText(input, 'id')), 'User')
}

export function getCompany(context: ToolContext, input: Arguments) {
  assertPermission(context, 'read_users_and_companies')
  const { workspace } = context
  return getRow(workspace.companies, toRecordId(workspace, 'company', requireText(input, 'id')), 'Company')
}
