import type { SearchCatalogInput } from '#lib/catalog/schema.ts'

/** The catalog narrowed like this; what is not set is left out of the address. */
export function toCatalogHref({ q, category, signIn, cursor }: SearchCatalogInput): string {
  const given = Object.entries({ q, category, signIn, cursor }).filter(
    ([, value]) => value !== undefined && value !== '',
  )
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return query ? `/servers/new?${query}` : '/servers/new'
}
