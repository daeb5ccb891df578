import { createArticle, updateArticle } from '../handlers/article-writes.ts'
import { getArticle, listArticles, searchArticles } from '../handlers/articles.ts'
import { listCompanies } from '../handlers/companies.ts'
import { fetchRecord } from '../handlers/fetch.ts'
import { addInternalNote } from '../handlers/notes.ts'
import { getCompany, getContact, getConversation } from '../handlers/records.ts'
import { search } from '../handlers/search.ts'
import { searchContacts, searchConversations } from '../handlers/structured-search.ts'
import { QueryError } from '../query/query-error.ts'
import type { Arguments, Tool, ToolContext } from './context.ts'
import { type ToolName, toolDefinitions } from './definitions.ts'
import { ToolFailure } from './failure.ts'
import { findFault } from './schema.ts'

export interface ToolResult {
  content: [{ type: 'text'; text: string }]
  isError?: true
}

const tools: Readonly<Record<ToolName, Tool>> = {
  search,
  fetch: fetchRecord,
  search_conversations: searchConversations,
  get_conversation: getConversation,
  search_contacts: searchContacts,
  get_contact: getContact,
  list_companies: listCompanies,
  get_company: getCompany,
  list_articles: listArticles,
  search_articles: searchArticles,
  get_article: getArticle,
  create_article: createArticle,
  update_article: updateArticle,
  add_internal_note: addInternalNote,
}

/** Null if there is no such tool. Everything a tool refuses is a result marked as an error. */
export function callTool(context: ToolContext, name: string, input: Arguments): ToolResult | null {
  const definition = toolDefinitions.find((tool) => tool.name === name)
  if (definition === undefined) return null
  const fault = findFault(definition.inputSchema, input)
  if (fault !== null) return toErrorResult(`Invalid arguments for tool ${name}: ${fault}`)
  try {
    return { content: [{ type: 'text', text: JSON.stringify(tools[definition.name](context, input)) }] }
  } catch (error) {
    if (error instanceof ToolFailure || error instanceof QueryError) return toErrorResult(error.message)
    throw error
  }
}

function toErrorResult(text: string): ToolResult {
  return { content: [{ type: 'text', text }], isError: true }
}
