import { toHref } from '#components/shell/to-href.ts'

/** The filters of the activity as its address carries them. */
export type Asked = Partial<Record<'person' | 'connection' | 'tool' | 'outcome' | 'since' | 'after', string>>

const names = ['person', 'connection', 'tool', 'outcome', 'since', 'after'] as const

export function readAsked(params: Record<string, string | string[] | undefined>): Asked {
  const given = names.map((name) => [name, params[name]] as const)
  return Object.fromEntries(given.filter(([, value]) => typeof value === 'string' && value !== ''))
}

/** The address of the same list with something changed; another filter starts on the first page. */
export function hrefWith(base: string, asked: Asked, change: Asked): string {
  return toHref(base, { ...asked, after: undefined, ...change })
}
