/**
 * What writers of entries put where a value goes. The format's spelling is `{name}`, declared under `variables`; the field
 * also has those of shells, of client settings and of plain prose, and often nothing is declared. What can be no
 * placeholder (a GUID, JSON, a price) stays what it is.
 */

const name = '[A-Za-z](?:[\\w .-]{0,78}\\w)?'
const upper = '[A-Z][A-Z0-9_]*'
const secretWord = '(?:[Tt]oken|TOKEN|[Kk]ey|KEY|[Ss]ecret|SECRET|[Pp]assword|PASSWORD)s?'

/** Each spelling, with the name as its one group. */
const spellings = [
  `\\$\\{\\{?\\s*(?:(?:env|inputs?|secrets?|vars?)[:.])?(${name})(?::?-[^{}]*)?\\s*\\}?\\}`,
  `\\{\\{\\s*(${name})\\s*\\}\\}`,
  `\\{\\s*(${name})\\s*\\}`,
  `(?<!\\w)<\\s*(${name})\\s*>(?!\\w)`,
  `%(?![\\dA-F]{2}%)(${upper})%`,
  `(?<!\\w)\\$(${upper})\\b`,
  `\\[((?:[\\w-]+[_ -])?${secretWord})\\]`,
  `\\b(?:YOUR|INSERT)[_-]([A-Z][A-Z0-9_-]*?)(?:[_-]HERE)?(?![\\w-])`,
  `\\b(?:your|insert)[_-]((?:[A-Za-z0-9]+[_-])*?${secretWord})(?:[_-]here)?(?![\\w-])`,
]
const anySpelling = new RegExp(spellings.join('|'), 'g')
const wholeName = new RegExp(`^${name}$`)
const guid = /^\{[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}$/i

/** A scheme without its credential, or with a word in its place: no such header has ever let anybody in. */
const noCredential = new RegExp(`^(Bearer|Basic)(?:\\s+(?:(${upper}_)?(TOKEN|KEY|SECRET)|[xX*.…]{3,}))?\\s*$`)

/** A header's value with every placeholder in the format's own spelling. */
export function toTemplate(header: string, value: string): string {
  const [, scheme, first = '', last] = (/^authorization$/i.test(header) && noCredential.exec(value)) || []
  if (scheme) return `${scheme} {${last ? first + last : 'token'}}`
  return value.replace(anySpelling, (whole: string, ...groups: unknown[]) => {
    const found = groups.slice(0, spellings.length).find((group) => typeof group === 'string')
    return guid.test(whole) || found === undefined ? whole : `{${found}}`
  })
}

/** Whether `{name}` asks for something, and is no piece of JSON or a GUID. */
export function isPlaceholderName(text: string): boolean {
  return wholeName.test(text) && !guid.test(`{${text}}`)
}

const ownWord =
  'tenant|(?:sub)?domain|workspace|org(?:anization)?|company|account|instance|site|server|host|project|team|app|(?:api[_-])?key|token|id|name'

/** Only those that no address can mean: of its host, its path and its query each whole part. */
const inAddress = [
  anySpelling,
  /(?<=\/):[A-Za-z]\w*(?=[/?#]|$)/g,
  /(?<=\/)\[[A-Za-z][\w-]*\](?=[/?#]|$)/g,
  new RegExp(`(?<=[/.=])your[_-](?:${ownWord})(?:[_-](?:${ownWord}|here))?(?=[/.:?&#]|$)`, 'gi'),
  /(?<=^https?:\/\/[^/?#]*)\*/g,
]

/** What of an address is a placeholder and no part of it, as it is written, or null. */
export function findPlaceholder(address: string): string | null {
  const written = address.replace(/%(?:7B|7D|3C|3E|24)/gi, decodeURIComponent)
  const found = inAddress.flatMap((form) => written.match(form) ?? []).find((text) => !guid.test(text))
  return found ?? null
}
