import type { ConversationPart, ConversationStatistics } from './types.ts'

export function toStatistics(createdAt: number, parts: readonly ConversationPart[]): ConversationStatistics {
  const assignments = parts.filter((part) => part.part_type === 'assignment')
  const replies = parts.filter((part) => part.part_type === 'comment' && part.author.type === 'admin')
  const contactReplies = parts.filter((part) => part.author.type === 'user' || part.author.type === 'lead')
  const closes = parts.filter((part) => part.part_type === 'close')
  const since = (part: ConversationPart | undefined) => (part ? part.created_at - createdAt : null)
  return {
    type: 'conversation_statistics',
    time_to_assignment: since(assignments[0]),
    time_to_admin_reply: since(replies[0]),
    time_to_first_close: since(closes[0]),
    time_to_last_close: since(closes.at(-1)),
    median_time_to_reply: since(replies[0]),
    first_contact_reply_at: createdAt,
    first_assignment_at: assignments[0]?.created_at ?? null,
    first_admin_reply_at: replies[0]?.created_at ?? null,
    first_close_at: closes[0]?.created_at ?? null,
    last_assignment_at: assignments.at(-1)?.created_at ?? null,
    last_contact_reply_at: contactReplies.at(-1)?.created_at ?? createdAt,
    last_admin_reply_at: replies.at(-1)?.created_at ?? null,
    last_close_at: closes.at(-1)?.created_at ?? null,
    last_closed_by_id: closes.at(-1)?.author.id ?? null,
    count_reopens: 0,
    count_assignments: assignments.length,
    count_conversation_parts: parts.length,
  }
}
