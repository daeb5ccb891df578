import type { Intercom } from './start-intercom.ts'

/** Of a catalog entry (`server.json`) only the shape of its `_meta` matters here. */
export interface CatalogEntry {
  _meta?: Readonly<Record<string, unknown>> | undefined
}

const publisherKey = 'io.modelcontextprotocol.registry/publisher-provided'

/**
 * The catalog with the stand-in in the place of Intercom: a copy of the given entry in which every address of the real
 * hosts is one of the stand-in's. The name stays, so that it replaces the entry when laid over the catalog.
 */
export function toCatalogOverlay<Entry extends CatalogEntry>(
  entry: Entry,
  { url, euUrl }: Pick<Intercom, 'url' | 'euUrl'>,
): [Entry] {
  const origins = {
    'https://mcp.intercom.com': new URL(url).origin,
    'https://mcp.eu.intercom.com': new URL(euUrl).origin,
  }
  let text = JSON.stringify(entry)
  for (const [real, replacement] of Object.entries(origins)) text = text.replaceAll(real, replacement)
  const copy: Entry = JSON.parse(text)
  return [{ ...copy, _meta: { ...copy._meta, [publisherKey]: markSandbox(copy._meta?.[publisherKey]) } }]
}

function markSandbox(published: unknown): Record<string, unknown> {
  const known = typeof published === 'object' && published !== null ? published : {}
  return { ...known, sandbox: true }
}
