import type { Contact, Conversation } from '../data/types.ts'
import { toRecordUrl } from '../data/urls.ts'
import type { Workspace } from '../data/workspace.ts'
import { shorten, toPlainText } from '../phrases/text.ts'
import { contactFields, conversationFields } from '../query/fields.ts'
import { createMatcher } from '../query/match.ts'
import { type CursorPage, pageByCursor } from '../query/paging.ts'
import { parseQuery } from '../query/parse.ts'
import { requireText } from '../tools/arguments.ts'
import { type Arguments, assertPermission, type ToolContext } from '../tools/context.ts'

interface Summary {
  id: string
  title: string
  text: string
  url: string
}

const summaryLengthMax = 200

export function search(context: ToolContext, input: Arguments) {
  const { objectType, filters, limit, startingAfter } = parseQuery(requireText(input, 'query'))
  const { workspace } = context
  const request = { perPage: limit, startingAfter }
  if (objectType === 'conversations') {
    assertPermission(context, 'read_conversations')
    const matching = workspace.conversations.rows.filter(createMatcher(conversationFields, filters))
    return toEnvelope(pageByCursor(workspace.conversations, matching, request), (row) =>
      summarizeConversation(workspace, row),
    )
  }
  assertPermission(context, 'read_users_and_companies')
  const matching = workspace.contacts.rows.filter(createMatcher(contactFields, filters))
  return toEnvelope(pageByCursor(workspace.contacts, matching, request), (row) => summarizeContact(workspace, row))
}

function toEnvelope<Row>({ rows, pages }: CursorPage<Row>, summarize: (row: Row) => Summary) {
  const cursor = pages.next?.starting_after
  return {
    total_in_page: rows.length,
    results: rows.map(summarize),
    pages,
    ...(cursor === undefined
      ? {}
      : { _note: `More results available. To get the next page, add to your query: starting_after:${cursor}` }),
  }
}

function summarizeConversation(workspace: Workspace, { id, title, source, state }: Conversation): Summary {
  return {
    id: `conversation_${id}`,
    title,
    text: shorten(`${source.author.name} (${state}): ${toPlainText(source.body)}`, summaryLengthMax),
    url: toRecordUrl(workspace, 'conversation', id),
  }
}

function summarizeContact(workspace: Workspace, { id, name, email, role }: Contact): Summary {
  return { id: `contact_${id}`, title: name, text: `${email} · ${role}`, url: toRecordUrl(workspace, 'contact', id) }
}
