/**
 * Entries as they are found: alone, in a list, or as a registry's API answers them; in the spellings of the format's
 * earlier versions, and of writers who took it for a client's settings. Here they come into the current form, unchecked.
 * https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json/CHANGELOG.md
 */

type Json = Record<string, unknown>

/** An entry and which of its file it is. */
export type Found = { raw: unknown; number: number }

/** The entries of one file. Of several versions of a server the latest, as the registry says, and none that was deleted. */
export function listEntries(content: unknown): Found[] {
  const list = isObject(content) && Array.isArray(content.servers) && !('name' in content) ? content.servers : content
  const entries = [list].flat().map((raw, index) => ({ raw: toEntry(raw), number: index + 1 }))
  const latest = new Set(entries.filter(({ raw }) => officialOf(raw)?.isLatest === true).map(({ raw }) => nameOf(raw)))
  return entries.filter(({ raw }) => {
    const official = officialOf(raw)
    const status = official?.status ?? (isObject(raw) ? raw.status : undefined)
    return status !== 'deleted' && (official?.isLatest !== false || !latest.has(nameOf(raw)))
  })
}

/** The registry's API puts an entry beside what it says about it itself. */
function toEntry(raw: unknown): unknown {
  if (!isObject(raw)) return raw
  if (!isObject(raw.server) || 'name' in raw) return toCurrentForm(raw)
  const meta = [raw, raw.server].map(({ _meta }) => (isObject(_meta) ? _meta : {}))
  return toCurrentForm({ ...raw.server, _meta: Object.assign({}, ...meta) })
}

function officialOf(entry: unknown): Json | null {
  const meta = isObject(entry) && isObject(entry._meta) && entry._meta['io.modelcontextprotocol.registry/official']
  return isObject(meta) ? (toCamelKeys(meta) as Json) : null
}

function nameOf(entry: unknown): unknown {
  return isObject(entry) ? entry.name : undefined
}

function toCurrentForm(raw: Json): Json {
  const { versionDetail, repository, websiteUrl, remotes, ...entry } = toCamelKeys(raw) as Json
  const version = entry.version ?? (isObject(versionDetail) ? versionDetail.version : undefined)
  return {
    ...entry,
    ...(version !== undefined && { version }),
    ...(websiteUrl !== undefined && websiteUrl !== '' && { websiteUrl }),
    // Registries answer an empty one for none.
    ...(isObject(repository) && Boolean(repository.url) && { repository: { source: '', ...repository } }),
    ...(remotes !== undefined && { remotes: Array.isArray(remotes) ? remotes.map(toRemote) : remotes }),
  }
}

const streamable = /^(?:streamable[-_ ]?http|streamable|http)$/i

function toRemote(raw: unknown): unknown {
  if (!isObject(raw)) return raw
  const { transportType, transport, type, headers, ...remote } = raw
  const said = type ?? transportType ?? (isObject(transport) ? transport.type : transport)
  return {
    ...remote,
    type: typeof said === 'string' && streamable.test(said) ? 'streamable-http' : said,
    ...(headers !== undefined && { headers: toHeaders(headers) }),
  }
}

/** Clients' settings have an object of names and values, or call the name a key. */
function toHeaders(headers: unknown): unknown {
  if (isObject(headers)) return Object.entries(headers).map(([name, value]) => ({ name, value }))
  if (!Array.isArray(headers)) return headers
  return headers.map((header: unknown) => {
    if (!isObject(header)) return header
    const { key, required, secret, ...rest } = header
    return {
      ...(key !== undefined && { name: key }),
      ...(required !== undefined && { isRequired: required }),
      ...(secret !== undefined && { isSecret: secret }),
      ...rest,
    }
  })
}

/**
 * `is_required` becomes `isRequired`, and null is nothing. The names of variables and headers and everything under `_meta`
 * are data and stay.
 */
function toCamelKeys(value: unknown, areNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => toCamelKeys(item))
  if (!isObject(value)) return value
  const pairs = Object.entries(value).flatMap(([key, item]) => {
    if (item === null) return []
    if (key === '_meta') return [[key, item]]
    const name = areNames ? key : key.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    return [[name, toCamelKeys(item, (name === 'variables' || name === 'headers') && !areNames)]]
  })
  return Object.fromEntries(pairs)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
