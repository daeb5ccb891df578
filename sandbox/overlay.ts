import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Intercom } from './intercom/start-intercom.ts'
import type { VendorServer } from './vendor/start-vendor.ts'

/** Of a catalog entry (`server.json`) only the shape of its `_meta` matters here. */
export interface CatalogEntry {
  name: string
  _meta?: Readonly<Record<string, unknown>> | undefined
}

export interface StandIns {
  intercom: Pick<Intercom, 'url' | 'euUrl'>
  slack?: Pick<VendorServer, 'url'>
  gmail?: Pick<VendorServer, 'url' | 'issuer'>
}

const publisherKey = 'io.modelcontextprotocol.registry/publisher-provided'
const catalog = join(import.meta.dirname, '../catalog/servers.json')

/** A file for `JETWAY_CATALOG` in which the catalog's vendors have their stand-ins' addresses, and are marked as a sandbox. */
export function writeOverlay(file: string, standIns: StandIns): void {
  const entries: CatalogEntry[] = JSON.parse(readFileSync(catalog, 'utf8'))
  writeFileSync(file, JSON.stringify(toCatalogOverlay(entries, standIns)))
}

/**
 * Copies of the entries that a stand-in plays, in which every address of the real hosts is one of the stand-in's. The names stay,
 * so that they replace the entries when laid over the catalog.
 */
export function toCatalogOverlay<Entry extends CatalogEntry>(
  entries: readonly Entry[],
  { intercom, slack, gmail }: StandIns,
): Entry[] {
  const places: Record<string, Record<string, string>> = {
    'com.intercom/mcp': { 'https://mcp.intercom.com': intercom.url, 'https://mcp.eu.intercom.com': intercom.euUrl },
    ...(slack && { 'com.slack/mcp': { 'https://mcp.slack.com': slack.url } }),
    ...(gmail && {
      'com.google.gmail/mcp': {
        'https://gmailmcp.googleapis.com': gmail.url,
        'https://accounts.google.com': gmail.issuer,
      },
    }),
  }
  return Object.entries(places).map(([name, origins]) => {
    const entry = entries.find((one) => one.name === name)
    if (!entry) throw new Error(`The catalog has no ${name}.`)
    let text = JSON.stringify(entry)
    for (const [real, standIn] of Object.entries(origins)) text = text.replaceAll(real, new URL(standIn).origin)
    const copy: Entry = JSON.parse(text)
    return { ...copy, _meta: { ...copy._meta, [publisherKey]: markSandbox(copy._meta?.[publisherKey]) } }
  })
}

function markSandbox(published: unknown): Record<string, unknown> {
  const known = typeof published === 'object' && published !== null ? published : {}
  return { ...known, sandbox: true }
}
