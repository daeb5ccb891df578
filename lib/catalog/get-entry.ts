import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { notFound } from '#lib/errors.ts'
import { loadCatalog } from './load-catalog.ts'
import { canBrowseCatalog } from './policy.ts'
import type { Published } from './schema.ts'
import { type EntryView, toEntryView } from './view.ts'

/** One entry in full, by its name. */
export async function getEntry(ctx: Context, name: string): Promise<EntryView> {
  authorize(canBrowseCatalog(ctx.actor), ctx.actor)
  const { byName } = await loadCatalog()
  const item = byName.get(name)
  if (!item) throw notFound('catalog entry')
  return toEntryView(item, byName)
}

/** Whether servers of this entry are a sandbox's, so that every page can say so. */
export async function isSandboxEntry(name: string | null): Promise<boolean> {
  if (name === null) return false
  const { byName } = await loadCatalog()
  return byName.get(name)?.published.sandbox ?? false
}

/** The titles of all sandbox entries; none but in a demo or a test. */
export async function listSandboxes(): Promise<string[]> {
  const { items } = await loadCatalog()
  return items.filter(({ published }) => published.sandbox).map(({ entry }) => entry.title ?? entry.name)
}

/** The entry that lists this address as its SSE transport, and where it is spoken to instead. */
export async function findSseAddress(url: string): Promise<{ title: string; url: string | null } | null> {
  const { items } = await loadCatalog()
  const item = items.find(({ entry, published }) => {
    const remotes = (entry.remotes ?? []).filter(({ type }) => type === 'sse')
    const all = [...remotes, ...published.deprecatedTransports]
    return all.some((one) => URL.parse(one.url)?.href === url)
  })
  if (!item) return null
  const current = item.entry.remotes?.find(({ type }) => type === 'streamable-http')
  return { title: item.entry.title ?? item.entry.name, url: current?.url ?? null }
}

type OauthHint = NonNullable<NonNullable<Published['auth']>['oauth']>

/** What the catalog says about an entry's sign-in by OAuth. */
export async function findOauthHint(name: string | null): Promise<OauthHint | null> {
  if (name === null) return null
  const { byName } = await loadCatalog()
  return byName.get(name)?.published.auth?.oauth ?? null
}
