import type { Article } from '../data/types.ts'
import { shorten, toPlainText } from '../phrases/text.ts'
import { pageByNumber } from '../query/paging.ts'
import { readNumber, readText, requireText } from '../tools/arguments.ts'
import { type Arguments, assertPermission, type ToolContext } from '../tools/context.ts'
import { ToolFailure } from '../tools/failure.ts'
import { getRow } from '../tools/record-ids.ts'
import { toPage } from './companies.ts'

const perPageDefault = 25
const searchResultsMax = 10

export function listArticles(context: ToolContext, input: Arguments) {
  assertPermission(context, 'articles')
  const { page, perPage } = toPage(input, perPageDefault)
  const { rows, totalCount, pages } = pageByNumber(context.workspace.articles.rows.toReversed(), page, perPage)
  return { type: 'list', data: rows, total_count: totalCount, pages }
}

export function getArticle(context: ToolContext, input: Arguments): Article {
  assertPermission(context, 'articles')
  return getRow(context.workspace.articles, requireText(input, 'id').trim(), 'Article')
}

export function searchArticles(context: ToolContext, input: Arguments) {
  assertPermission(context, 'articles')
  if (Object.keys(input).length === 0) throw new ToolFailure('At least one search parameter must be provided')
  const phrase = readText(input, 'phrase')?.toLowerCase()
  const state = readText(input, 'state')
  const helpCenterId = readNumber(input, 'help_center_id') ?? context.workspace.helpCenterId
  const matching = context.workspace.articles.rows.filter(
    (article) =>
      helpCenterId === context.workspace.helpCenterId &&
      (state === undefined || article.state === state) &&
      (phrase === undefined || toSearchText(article).toLowerCase().includes(phrase)),
  )
  const { rows: articles, totalCount, pages } = pageByNumber(matching, 1, searchResultsMax)
  const highlights =
    input.highlight === true && phrase !== undefined ? articles.map((article) => toHighlight(article, phrase)) : []
  return { type: 'list', total_count: totalCount, data: { articles, highlights }, pages }
}

function toSearchText({ title, body }: Article): string {
  return `${title} ${toPlainText(body)}`
}

function toHighlight(article: Article, phrase: string) {
  const text = toSearchText(article)
  const start = text.toLowerCase().indexOf(phrase)
  return {
    article_id: article.id,
    highlighted_summary: [
      { type: 'plain', text: text.slice(Math.max(0, start - 40), start) },
      { type: 'highlight', text: text.slice(start, start + phrase.length) },
      { type: 'plain', text: shorten(text.slice(start + phrase.length), 80) },
    ],
  }
}
