import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { revocableBy } from '#lib/credentials/policy.ts'
import { type CredentialInput, credentialInput } from '#lib/credentials/schema.ts'
import { AppError, notFound } from '#lib/errors.ts'
import { recheckNow } from './recheck-unverified.ts'

/** Tries stored values with their server once more, for whoever may take them back. The values stay where they are. */
export async function tryAgain(ctx: Context, raw: CredentialInput): Promise<void> {
  const where = { AND: [revocableBy(requirePerson(ctx)), { id: credentialInput.parse(raw).credentialId }] }
  if ((await ctx.db.credential.count({ where })) === 0) throw notFound('credential')
  const ended = await recheckNow(ctx.db, where)
  if (ended === 'verified') return
  const sentence = {
    rejected: 'The server still refuses what is stored. Give it anew.',
    waiting: 'The server does not take what is stored, or cannot be asked just now. Give it anew, or try again later.',
  }
  throw new AppError(
    'upstream_failed',
    ended ? sentence[ended] : 'It was tried a moment ago. Try again in half a minute.',
  )
}
