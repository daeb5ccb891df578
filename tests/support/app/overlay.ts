import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CatalogEntry, toCatalogOverlay } from '#tests/support/intercom/catalog-overlay.ts'
import type { Intercom } from '#tests/support/intercom/start-intercom.ts'

const catalog = join(import.meta.dirname, '../../../catalog/servers.json')

/** A file for `JETWAY_CATALOG` in which the catalog's Intercom has the stand-in's addresses, and is marked as a sandbox. */
export function writeOverlay(file: string, intercom: Pick<Intercom, 'url' | 'euUrl'>): void {
  const entries: (CatalogEntry & { name: string })[] = JSON.parse(readFileSync(catalog, 'utf8'))
  const entry = entries.find(({ name }) => name === 'com.intercom/mcp')
  if (!entry) throw new Error('The catalog has no Intercom.')
  writeFileSync(file, JSON.stringify(toCatalogOverlay(entry, intercom)))
}
