/**
 * Slows password guessing down, per account and per network address. It delays and never locks out: whoever knows the
 * password gets in after a bounded wait. A try is counted before it is made, so tries at the same moment slow each other
 * down too. Accounts and addresses are kept as HMACs only.
 */
import ipaddr from 'ipaddr.js'
import type { Context } from '#lib/context.ts'
import { deriveKey, sign } from '#lib/crypto/derive.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { env } from '#lib/env.ts'
import { delayMsFor, withOneMore } from './throttle-delay.ts'
import { asOneOfFew } from './turns.ts'

export type Wait = (ms: number) => Promise<void>

/** Whose guesses are counted together. A guess at nobody's account has no `email` and counts for its address. */
export type Guess = { email: string | null; address: string }

const ipv6NetworkBytes = 8

export const pause: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Makes one guess after the wait it has earned. `null` is a wrong guess; anything else clears the account's record. */
export async function guessSlowly<T>(
  ctx: Context,
  { email, address }: Guess,
  wait: Wait,
  attempt: () => Promise<T | null>,
): Promise<T | null> {
  const network = keyOf('address', networkOf(address))
  const account = email === null ? null : keyOf('account', email)
  return asOneOfFew(network, async () => {
    const delayMs = await countTry(ctx, account ? [account, network].sort() : [network])
    if (delayMs > 0) await wait(delayMs)
    const answer = await attempt()
    if (answer !== null && account) await forgive(ctx, account, network)
    return answer
  })
}

/** The network that an address stands for: one IPv6 customer has a whole /64. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return Buffer.from(parsed.toByteArray().slice(0, ipv6NetworkBytes)).toString('hex')
}

/** Counts the try against every key, always in the same order, and says how long it has to wait. */
function countTry(ctx: Context, keys: string[]): Promise<number> {
  return inTransaction(ctx, async ({ db }) => {
    const delays: number[] = []
    for (const key of keys) {
      // Makes the row or locks it, in one statement: between two, a right guess could take it away.
      await db.$executeRaw`INSERT INTO "Throttle" ("key") VALUES (${key}) ON CONFLICT ("key") DO UPDATE SET "key" = excluded."key"`
      const row = await db.throttle.findUniqueOrThrow({
        where: { key },
        select: { failures: true, lastFailedAt: true },
      })
      const now = new Date()
      const sinceLastMs = now.getTime() - row.lastFailedAt.getTime()
      delays.push(delayMsFor(row.failures, sinceLastMs))
      const failures = withOneMore(row.failures, sinceLastMs)
      await db.throttle.update({ where: { key }, data: { failures, lastFailedAt: now }, select: { key: true } })
    }
    return Math.max(...delays)
  })
}

/** The account starts afresh; its address only gets this one try back, or a guesser could wash it with an own account. */
async function forgive({ db }: Context, account: string, network: string): Promise<void> {
  await db.throttle.deleteMany({ where: { key: account } })
  await db.throttle.updateMany({
    where: { key: network, failures: { gt: 0 } },
    data: { failures: { decrement: 1 } },
  })
}

function keyOf(kind: 'account' | 'address', value: string): string {
  return sign(deriveKey(env().masterKey, 'throttle'), kind, value)
}
