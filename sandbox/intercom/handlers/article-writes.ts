import { toArticleUrl } from '../data/articles.ts'
import type { Article } from '../data/types.ts'
import type { Workspace } from '../data/workspace.ts'
import { readNumber, readText, requireText } from '../tools/arguments.ts'
import { type Arguments, assertPermission, type ToolContext } from '../tools/context.ts'
import { restFailure, ToolFailure } from '../tools/failure.ts'
import { getRow } from '../tools/record-ids.ts'

export function createArticle(context: ToolContext, input: Arguments): Article {
  assertPermission(context, 'articles')
  const { workspace } = context
  const now = Math.floor(Date.now() / 1_000)
  const blank: Article = {
    type: 'article',
    id: '',
    workspace_id: workspace.id,
    parent_id: null,
    parent_type: null,
    parent_ids: [],
    title: requireText(input, 'title'),
    description: '',
    body: '',
    author_id: 0,
    state: 'draft',
    created_at: now,
    updated_at: now,
    url: null,
    tags: { type: 'tag.list', tags: [] },
  }
  const changes = readChanges(workspace, input)
  const article = { ...blank, ...changes, id: workspace.ids.next('article') }
  article.url = toUrl(article)
  workspace.articles.add(article)
  return article
}

export function updateArticle(context: ToolContext, input: Arguments): Article {
  assertPermission(context, 'articles')
  const { workspace } = context
  const article = getRow(workspace.articles, requireText(input, 'id').trim(), 'Article')
  if (Object.keys(input).length === 1) throw new ToolFailure('At least one field to change must be provided')
  Object.assign(article, readChanges(workspace, input), { updated_at: Math.floor(Date.now() / 1_000) })
  article.url = toUrl(article)
  return article
}

function readChanges(workspace: Workspace, input: Arguments): Partial<Article> {
  const changes: Partial<Article> = {}
  for (const name of ['title', 'description', 'body'] as const) {
    const value = readText(input, name)
    if (value !== undefined) changes[name] = value
  }
  if (changes.title === '') throw restFailure('parameter_invalid', "Parameter 'title' must not be empty")
  const state = readText(input, 'state')
  if (state === 'published' || state === 'draft') changes.state = state
  return { ...changes, ...readAuthor(workspace, input), ...readParent(workspace, input) }
}

function readAuthor(workspace: Workspace, input: Arguments): Partial<Article> {
  const authorId = readNumber(input, 'author_id')
  if (authorId === undefined) return {}
  if (!workspace.admins.some((admin) => Number(admin.id) === authorId)) {
    throw restFailure('parameter_invalid', "Parameter 'author_id' must be the id of a teammate")
  }
  return { author_id: authorId }
}

function readParent(workspace: Workspace, input: Arguments): Partial<Article> {
  const parentId = readNumber(input, 'parent_id')
  const parentType = readText(input, 'parent_type')
  if (parentId === undefined && parentType === undefined) return {}
  if (parentId === undefined || parentType === undefined) {
    throw restFailure('parameter_not_found', 'parent_id and parent_type must be given together')
  }
  const parent = workspace.collections.find(({ id, type }) => id === parentId && type === parentType)
  if (parent === undefined) throw restFailure('parameter_invalid', `There is no ${parentType} with id ${parentId}`)
  return { parent_id: parent.id, parent_type: parent.type, parent_ids: [parent.id] }
}

function toUrl({ state, workspace_id, id, title }: Article): string | null {
  return state === 'published' ? toArticleUrl(workspace_id, id, title) : null
}
