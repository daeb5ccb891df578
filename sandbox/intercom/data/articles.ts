import { fillTemplate, shorten, toParagraphs, toSlug } from '../phrases/text.ts'
import type { Ids } from './ids.ts'
import type { Random } from './random.ts'
import type { Admin, Article, Collection } from './types.ts'

const daySeconds = 86_400
const titles = [
  'Getting started with {product}',
  'Inviting your team to {product}',
  'How plans and seats work',
  'Reading an invoice',
  'Asking for a refund',
  'Resetting your password',
  'Setting up single sign-on',
  'Exporting a report',
  'Scheduling exports',
  'Receiving webhooks',
  'Connecting your CRM',
  'Building a campaign',
  'When a payout arrives',
  'Changing the payout account',
  'Making dashboards faster',
  'Where {product} stores data',
  'Reviewing the audit log',
  'Using tags well',
  'Importing many records',
  'What changed this quarter',
  'Limits of {product}',
  'Deleting an account',
  'Working with views',
  'Keyboard shortcuts',
  'Accessibility of {product}',
  'Writing custom attributes',
  'Time zones in reports',
  'Two-factor sign-in',
  'Sandbox workspaces',
  'Contacting support',
] as const

export interface ArticleContext {
  workspaceId: string
  product: string
  random: Random
  ids: Ids
  now: number
  admins: readonly Admin[]
  collections: readonly Collection[]
}

export function createArticles(context: ArticleContext): Article[] {
  return titles.map((title) => createArticle(context, fillTemplate(title, { product: context.product })))
}

function createArticle(
  { workspaceId, product, random, ids, now, admins, collections }: ArticleContext,
  title: string,
): Article {
  const id = ids.next('article')
  const collection = random.pick(collections)
  const createdAt = now - random.integer(60, 500) * daySeconds
  const state = random.chance(0.85) ? 'published' : 'draft'
  const body = [
    `This article explains one part of ${product}: ${title.toLowerCase()}.`,
    'Open the settings page, choose the entry in the list on the left and follow the steps below.',
    'Changes are saved at once and can be undone for thirty days. Everyone with the same role sees them after the next reload.',
    'If something looks different for you, an administrator of your company may have hidden it. Ask them, or write to us.',
  ]
  return {
    type: 'article',
    id,
    workspace_id: workspaceId,
    parent_id: collection.id,
    parent_type: collection.type,
    parent_ids: [collection.id],
    title,
    description: shorten(body[0] ?? title, 120),
    body: `<h2>${title}</h2>${toParagraphs(body)}`,
    author_id: Number(random.pick(admins).id),
    state,
    created_at: createdAt,
    updated_at: createdAt + random.integer(1, 50) * daySeconds,
    url: state === 'published' ? toArticleUrl(workspaceId, id, title) : null,
    tags: { type: 'tag.list', tags: [] },
  }
}

export function toArticleUrl(workspaceId: string, id: string, title: string): string {
  return `https://help.${workspaceId}.example/en/articles/${id}-${toSlug(title)}`
}
