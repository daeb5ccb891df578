/**
 * The life of what somebody has given for a connection: which states there are, what leads from one to another, and what people
 * are told. Not set is no row, revoked is a row that is gone. Pure.
 */
import type { CredentialState } from '#lib/db/generated/enums.ts'

type Happening = { from: CredentialState[]; to: CredentialState }

/** What happens to a stored credential, in which states it may, and what becomes of it. Storing anew may happen in all. */
export const happenings = {
  /** The server took it. */
  verify: { from: ['unverified', 'rejected'], to: 'verified' },
  /** The server took it, as it takes anything. */
  accept: { from: ['unverified', 'rejected'], to: 'accepted' },
  refuse: { from: ['verified', 'accepted', 'unverified'], to: 'rejected' },
  /** What the server is sent is not what was checked. */
  resend: { from: ['verified', 'accepted', 'unverified', 'rejected'], to: 'unverified' },
  /** The server refused it together with those of others, so it says nothing about any. */
  absolve: { from: ['rejected'], to: 'unverified' },
} satisfies Record<string, Happening>

/**
 * `expiring`: holds until a time that is known and near. `expired`: that time is over. `needs_update`: the server asks for more
 * than was given.
 */
export type Life = CredentialState | 'expiring' | 'expired' | 'needs_update'

/** What a server wants by now: names of values, or permissions of a sign-in. */
export type Wanted = { values: readonly string[]; scopes: readonly string[] }

type Row = { state: CredentialState; endsAt: Date | null; given: readonly string[] }

const soonMs = 3 * 24 * 60 * 60 * 1000
const signIn = 'sign-in'

/** The names under which a row remembers what was given: of values theirs, of a sign-in what was asked for. Never a value. */
export function namesOf(given: { values: readonly string[] } | { scopes: readonly string[] }): string[] {
  if ('values' in given) return given.values.map((name) => `value.${name}`)
  return [signIn, ...given.scopes.map((scope) => `scope.${scope}`)]
}

/** Of a sign-in, as far as that is remembered. */
export function isSignIn({ given }: Pick<Row, 'given'>): boolean {
  return given.includes(signIn)
}

/** What a server wants besides what was given; nothing where that is not remembered (rows older than this). */
export function findMissing({ given }: Pick<Row, 'given'>, wanted: Wanted): string[] {
  if (given.length === 0) return []
  const [kind, names] = isSignIn({ given }) ? ['scope', wanted.scopes] : ['value', wanted.values]
  return names.filter((name) => !given.includes(`${kind}.${name}`))
}

export function lifeOf(row: Row, wanted: Wanted, now = new Date()): Life {
  const { state, endsAt } = row
  if (state === 'rejected') return state
  if (endsAt !== null && endsAt <= now) return 'expired'
  if (findMissing(row, wanted).length > 0) return 'needs_update'
  return endsAt !== null && endsAt.getTime() - now.getTime() < soonMs ? 'expiring' : state
}

/** Whether agents can go on with it: permissions that are new stop only what needs them. */
export function isWorking(row: Row, life: Life): boolean {
  if (life === 'needs_update') return isSignIn(row)
  return life !== 'rejected' && life !== 'expired'
}
