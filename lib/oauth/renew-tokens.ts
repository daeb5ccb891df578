/**
 * Keeps a sign-in going: asks the issuer for new tokens before the old ones end, or when a server no longer takes them. One
 * asks at a time for each credential: within the process by a shared flight, between replicas by a lease; whoever comes later
 * finds what was brought. Must stay true: a refresh token that an issuer has given is stored before the access token beside it
 * is used, and stored only over what it was made from; nobody gets one but the issuer that gave it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { type OpenedCredential, openCredential } from '#lib/credentials/open-credential.ts'
import type { Holder } from '#lib/credentials/proof.ts'
import { rejectCredential } from '#lib/credentials/reject-credential.ts'
import { replaceTokens } from '#lib/credentials/replace-tokens.ts'
import type { Secret } from '#lib/credentials/secret.ts'
import { equalBytes } from '#lib/crypto/compare.ts'
import type { Db } from '#lib/db/client.ts'
import { publish } from '#lib/events/bus.ts'
import { underLease } from '#lib/jobs/under-lease.ts'
import { log } from '#lib/log.ts'
import { grantToClient, refresh } from './grant.ts'
import { fromOf, isTheirs, loadClient, type StoredClient } from './load-client.ts'

/** `ended`: the person has to sign in again. `unsure`: the issuer could not be asked, or did not answer to the question. */
export type Renewal = 'renewed' | 'ended' | 'unsure'

/** `stale`: the access token that does not do any more. */
export type Stale = { organizationId: string; connectionId: string; serverId: string; holder: Holder; stale: string }

/** Longer than an issuer is waited for. */
const leaseSeconds = 15
const lookAgainMs = 150
/** After a failure that says nothing about the sign-in. */
const restMs = 15_000
const restingMax = 10_000

const flights = new Map<string, Promise<Renewal>>()
const resting = new LRUCache<string, true>({ max: restingMax, ttl: restMs })

/** Under how much of an access token's time it is renewed before it is used. */
const aheadMs = 60_000

function isEnding(accessUntil: Date | null): boolean {
  return accessUntil !== null && accessUntil.getTime() - Date.now() < aheadMs
}

/** A credential as it is stored; a sign-in with a token that does not end at once, where one can be had. */
export async function openFresh(
  db: Db,
  place: Omit<Stale, 'stale'> & { url?: string },
): Promise<OpenedCredential | null> {
  const opened = await openCredential(db, place)
  if (opened?.secret.kind !== 'oauth' || opened.state === 'rejected' || !isEnding(opened.accessUntil)) return opened
  await renewTokens(db, { ...place, stale: opened.secret.accessToken })
  return openCredential(db, place)
}

function isStill({ accessToken }: { accessToken: string }, { stale }: Stale): boolean {
  return equalBytes(Buffer.from(accessToken), Buffer.from(stale))
}

export async function renewTokens(db: Db, asked: Stale): Promise<Renewal> {
  const opened = await openCredential(db, asked)
  if (opened?.secret.kind !== 'oauth') return 'unsure'
  if (!isStill(opened.secret, asked)) return 'renewed'
  if (!isRenewable(opened.secret) || resting.has(opened.id)) return 'unsure'
  const flying = flights.get(opened.id)
  if (flying) return flying
  const flight = renewAlone(db, asked, opened.id).finally(() => flights.delete(opened.id))
  flights.set(opened.id, flight)
  return flight
}

type SignedIn = Extract<Secret, { kind: 'oauth' }>

function isRenewable({ refreshToken, isClients }: SignedIn): boolean {
  return refreshToken !== null || isClients === true
}

function askAnew(client: StoredClient, { refreshToken, scopes }: SignedIn) {
  return refreshToken === null ? grantToClient(client, scopes) : refresh(client, refreshToken)
}

async function renewAlone(db: Db, asked: Stale, credentialId: string): Promise<Renewal> {
  const until = Date.now() + leaseSeconds * 1000
  const lease = { name: `tokens ${credentialId}`, seconds: leaseSeconds }
  for (;;) {
    const renewed = await underLease(db, lease, () => renewNow(db, asked))
    if (renewed) return renewed
    // Another replica is at it: what it brings is there in a moment.
    await sleep(lookAgainMs)
    const now = await openCredential(db, asked)
    if (now?.secret.kind !== 'oauth') return 'unsure'
    if (!isStill(now.secret, asked)) return 'renewed'
    if (now.state === 'rejected') return 'ended'
    if (Date.now() > until) return 'unsure'
  }
}

async function renewNow(db: Db, asked: Stale): Promise<Renewal> {
  const startedAt = new Date()
  const [opened, client] = await Promise.all([openCredential(db, asked), loadClient(db, asked)])
  if (!client || opened?.secret.kind !== 'oauth' || !isRenewable(opened.secret)) return 'unsure'
  if (!isStill(opened.secret, asked)) return 'renewed'
  if (!isTheirs(client, opened.secret.from))
    return end(db, opened.id, 'An admin has set the sign-in up anew.', startedAt)
  const answer = await askAnew(client, opened.secret)
  if (answer.ok) {
    const { accessToken, refreshToken, expiresAt, scopes } = answer
    const kept = { refreshToken, scopes: scopes ?? opened.secret.scopes, from: fromOf(client) }
    const secret = { ...opened.secret, accessToken, ...kept }
    const place = { organizationId: asked.organizationId, id: opened.id, version: opened.version }
    if (!(await replaceTokens(db, place, secret, expiresAt))) return 'unsure'
    publish({ kind: 'credential.renewed', credentialId: opened.id })
    return 'renewed'
  }
  if (answer.reason === 'invalid_grant') return end(db, opened.id, 'The sign-in has ended there.', startedAt)
  resting.set(opened.id, true)
  log.warn('tokens could not be renewed', { connectionId: asked.connectionId, reason: answer.reason })
  return 'unsure'
}

async function end(db: Db, credentialId: string, why: string, startedAt: Date): Promise<'ended'> {
  await rejectCredential(db, credentialId, `${why} Sign in again.`, { startedAt, isCertain: true })
  return 'ended'
}
