const base = 'http://jetway.invalid'

/** Where to go after signing in: a path of this site, or the start page. Whatever could lead elsewhere is dropped. */
export function safeNext(next: string | string[] | undefined): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next) || /[\\\p{Cc}]/u.test(next)) return '/'
  if (!URL.canParse(next, base)) return '/'
  const { origin, pathname, search, hash } = new URL(next, base)
  const isPage = origin === base && !pathname.startsWith('//') && !/^\/(sign-in|api)(\/|$)/.test(pathname)
  return isPage ? `${pathname}${search}${hash}` : '/'
}
