/**
 * What a server asks for when it answers 401: the challenges of `WWW-Authenticate`, and how to say them in plain words.
 * Reads leniently and never throws; the words are the server's and are not trusted.
 * https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export type Challenge = { scheme: string; params: Record<string, string> }

const headerCharsMax = 8_192
const scheme = /^[\s,]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?=\s|,|$)(?!\s*=)/
const param = /^[\s,]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/

export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = []
  let rest = header.slice(0, headerCharsMax)
  for (;;) {
    const next = scheme.exec(rest)
    const pair = next ? null : param.exec(rest)
    const current = challenges.at(-1)
    if (next) challenges.push({ scheme: next[1] ?? '', params: {} })
    else if (pair && current) setParam(current.params, pair)
    else return challenges
    rest = rest.slice((next ?? pair)?.[0].length)
  }
}

/** The challenge that says most: Bearer before the others. Null without one. */
export function findChallenge(header: string | null): Challenge | null {
  const challenges = parseChallenges(header ?? '')
  return challenges.find(({ scheme: name }) => name.toLowerCase() === 'bearer') ?? challenges[0] ?? null
}

export function describeChallenge(challenge: Challenge | null): string {
  if (!challenge) return 'without saying how to sign in'
  const name = challenge.scheme.toLowerCase()
  if (name === 'bearer')
    return challenge.params.resource_metadata
      ? 'and asks for a Bearer token, with a sign-in by OAuth'
      : 'and asks for a Bearer token'
  if (name === 'basic') return 'and asks for a user name and password (Basic)'
  return `and asks for a sign-in by ${challenge.scheme.slice(0, 40)}`
}

function setParam(params: Record<string, string>, pair: RegExpExecArray): void {
  const name = (pair[1] ?? '').toLowerCase()
  if (name === '__proto__' || Object.hasOwn(params, name)) return
  params[name] = pair[2]?.replace(/\\(.)/g, '$1') ?? pair[3] ?? ''
}
