/** A browser, as far as an issuer needs one: cookies, and going where it is sent, until it is sent back to Jetway. */
export async function goAndComeBack(start: URL, redirectUri: string): Promise<URLSearchParams> {
  const jar = new Map<string, string>()
  let url = start
  for (let hops = 0; hops < 12; hops += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      jar.set(name, value)
    }
    const location = answer.headers.get('location')
    if (!location) throw new Error(`The issuer answered ${answer.status}: ${await answer.text()}`)
    url = new URL(location, url)
    if (url.href.startsWith(redirectUri)) return url.searchParams
  }
  throw new Error('The issuer sends people round and round.')
}
