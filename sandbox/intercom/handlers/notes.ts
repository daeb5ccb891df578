import { createPart } from '../data/thread.ts'
import type { Conversation, ConversationPart } from '../data/types.ts'
import { requireText } from '../tools/arguments.ts'
import { type Arguments, assertPermission, type ToolContext } from '../tools/context.ts'
import { restFailure } from '../tools/failure.ts'
import { getRow, toRecordId } from '../tools/record-ids.ts'

export function addInternalNote(context: ToolContext, input: Arguments): ConversationPart {
  assertPermission(context, 'write_conversations')
  const { workspace, admin } = context
  const id = toRecordId(workspace, 'conversation', requireText(input, 'conversation_id'))
  const conversation = getRow(workspace.conversations, id, 'Conversation')
  if (conversation.ticket !== null) throw restFailure('unauthorized', 'Not authorized to add a note to a ticket')
  const body = requireText(input, 'body')
  if (body.trim() === '') throw restFailure('parameter_invalid', "Parameter 'body' must not be empty")
  const note = createPart({
    id: workspace.ids.next('part'),
    partType: wakesUp(conversation, Number(admin.id)) ? 'note_and_unsnooze' : 'note',
    author: admin,
    body: toNoteBody(body),
    at: Math.floor(Date.now() / 1_000),
  })
  workspace.parts.set(id, [...(workspace.parts.get(id) ?? []), note])
  applyNote(conversation, note)
  return note
}

function wakesUp({ state, admin_assignee_id: assigneeId }: Conversation, adminId: number): boolean {
  return state === 'snoozed' && assigneeId !== null && assigneeId !== adminId
}

function applyNote(conversation: Conversation, note: ConversationPart): void {
  conversation.updated_at = note.created_at
  conversation.statistics.count_conversation_parts += 1
  if (note.part_type !== 'note_and_unsnooze') return
  conversation.state = 'open'
  conversation.open = true
  conversation.snoozed_until = null
}

/** Plain text becomes a paragraph; white space between blocks becomes an empty one. */
function toNoteBody(body: string): string {
  if (!/<\w+[^>]*>/.test(body)) return `<p>${body}</p>`
  return body
    .trim()
    .replace(/(<\/(?:p|h\d|ul|ol|div|blockquote)>)\s+(?=<(?:p|h\d|ul|ol|div|blockquote)\b)/g, '$1<p></p>')
}
