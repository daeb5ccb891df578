import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { type CatalogItem, loadCatalog } from './load-catalog.ts'
import { canBrowseCatalog } from './policy.ts'
import { catalogPageSize, type SearchCatalogInput, searchCatalogInput, type signInFilters } from './schema.ts'
import { type EntryCard, toEntryCard } from './view.ts'

export type CatalogPage = {
  entries: EntryCard[]
  total: number
  categories: readonly { name: string; count: number }[]
  newer?: number
  older?: number
}

type SignInFilter = (typeof signInFilters)[number]

const wordsMax = 8

/** Searches name, description and category. Every word must be found; the best place it is found in decides the order. */
export async function searchCatalog(ctx: Context, raw: SearchCatalogInput = {}): Promise<CatalogPage> {
  authorize(canBrowseCatalog(ctx.actor), ctx.actor)
  const { q, category, signIn, cursor } = searchCatalogInput.parse(raw)
  const catalog = await loadCatalog()

  const among = catalog.items.filter((item) => isIn(item, category) && signsInBy(item, signIn))
  const found = rank(among, q)
  const older = cursor + catalogPageSize
  return {
    entries: found.slice(cursor, older).map(toEntryCard),
    total: found.length,
    categories: catalog.categories,
    ...(cursor > 0 && { newer: Math.max(0, cursor - catalogPageSize) }),
    ...(older < found.length && { older }),
  }
}

function isIn({ published }: CatalogItem, category: string | undefined): boolean {
  return !category || published.categories.includes(category)
}

function signsInBy({ offer }: CatalogItem, signIn: SignInFilter | undefined): boolean {
  if (!signIn) return true
  if (signIn === 'url') return offer.methods.includes('query') || offer.methods.includes('path')
  return offer.methods.includes(signIn)
}

function rank(items: readonly CatalogItem[], q: string): readonly CatalogItem[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, wordsMax)
  if (words.length === 0) return items

  const scored: { item: CatalogItem; score: number; index: number }[] = []
  items.forEach((item, index) => {
    const score = scoreOf(item, words)
    if (score > 0) scored.push({ item, score, index })
  })
  return scored.sort((a, b) => b.score - a.score || a.index - b.index).map(({ item }) => item)
}

/** 0 as soon as one word is nowhere. */
function scoreOf({ words }: CatalogItem, searched: readonly string[]): number {
  let total = 0
  for (const word of searched) {
    const score = scoreOfWord(words, word)
    if (score === 0) return 0
    total += score
  }
  return total
}

function scoreOfWord({ title, name, description, categories }: CatalogItem['words'], word: string): number {
  if (title === word) return 100
  const inTitle = title.indexOf(word)
  if (inTitle === 0) return 60
  if (inTitle > 0) return title[inTitle - 1] === ' ' ? 40 : 25
  if (name.includes(word)) return 15
  if (categories.includes(word)) return 10
  return description.includes(word) ? 5 : 0
}
