import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { readLinkTokens } from '#lib/auth/session.ts'
import { type Given, giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { revokeGiven } from '#lib/auth-links/giving/revoke-given.ts'
import type { GiveCredentialInput } from '#lib/auth-links/giving/schema.ts'
import { takeOverCredential } from '#lib/auth-links/giving/take-over.ts'
import { tryAgain } from '#lib/auth-links/giving/try-again.ts'
import { beginSignIn } from '#lib/auth-links/signing-in/begin-sign-in.ts'
import type { BeginSignInInput, SignInClientInput } from '#lib/auth-links/signing-in/schema.ts'
import { signInClient } from '#lib/auth-links/signing-in/sign-in-client.ts'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { currentContext, linkContext } from '#lib/boundary/require-context.ts'
import type { Context } from '#lib/context.ts'
import type { CredentialInput } from '#lib/credentials/schema.ts'
import { newToken } from '#lib/crypto/token.ts'
import { AppError } from '#lib/errors.ts'
import { allowKey, refuseKey } from '#lib/projects/answer-key.ts'
import { revokeKey } from '#lib/projects/revoke-key.ts'
import { carryBrowser, readBrowser } from './browser-cookie.ts'

type Run = (ctx: Context, form: FormData) => Promise<{ message: string }>

/** The same adapters for members (`formAction`) and for link holders (`byLink`). */
export async function give(ctx: Context, form: FormData): Promise<{ message: string }> {
  const given = await giveCredential(ctx, fields<GiveCredentialInput>(form))
  if (!given.ok) throw toRefusal(given)
  refresh()
  return { message: saidOf(given) }
}

function saidOf({ state, server }: Extract<Given, { ok: true }>): string {
  switch (state) {
    case 'verified':
      return `${server} is connected.`
    case 'accepted':
      return `${server} is connected. It did not check what you entered.`
    case 'unverified':
      return 'Stored, not verified yet.'
  }
}

/** Goes to the issuer; what comes of it is seen at the way back. */
export async function signIn(ctx: Context, form: FormData): Promise<never> {
  const browser = (await readBrowser()) ?? newToken()
  const url = await beginSignIn(ctx, fields<BeginSignInInput>(form), browser)
  await carryBrowser(browser)
  redirect(url.href)
}

/** Nobody goes anywhere: Jetway's client is asked for. */
export async function signInItself(ctx: Context, form: FormData): Promise<{ message: string }> {
  await signInClient(ctx, fields<SignInClientInput>(form))
  refresh()
  return { message: 'Connected for everyone in the project.' }
}

export async function revoke(ctx: Context, form: FormData): Promise<{ message: string }> {
  const { atVendor } = await revokeGiven(ctx, fields<CredentialInput>(form))
  refresh()
  const there =
    atVendor === 'taken_back'
      ? ' It was taken back at the vendor too.'
      : ' At the vendor it still works until you withdraw it there.'
  return { message: `Removed here.${there}` }
}

export async function again(ctx: Context, form: FormData): Promise<{ message: string }> {
  await tryAgain(ctx, fields<CredentialInput>(form))
  refresh()
  return { message: 'It works again.' }
}

export async function takeOver(ctx: Context, form: FormData): Promise<{ message: string }> {
  await takeOverCredential(ctx, fields<CredentialInput>(form), await readLinkTokens())
  refresh()
  return { message: 'It is yours now.' }
}

export async function allow(ctx: Context, form: FormData): Promise<{ message: string }> {
  const { name } = await allowKey(ctx, fields<{ keyId: string }>(form).keyId)
  refresh()
  return { message: `${name} may act for you.` }
}

export async function refuse(ctx: Context, form: FormData): Promise<{ message: string }> {
  const { name } = await refuseKey(ctx, fields<{ keyId: string }>(form).keyId)
  refresh()
  return { message: `${name} was refused.` }
}

export async function endKey(ctx: Context, form: FormData): Promise<{ message: string }> {
  await revokeKey(ctx, fields<{ keyId: string }>(form).keyId)
  refresh()
  return { message: 'The key is revoked.' }
}

/** An action for whoever came by an auth link. They have no sign-in to come back by, so the end of their session is said differently. */
export function byLink(run: Run): BoundAction {
  return formAction(
    async (ctx, form) => {
      if (ctx.actor.kind === 'linkHolder') return run(ctx, form)
      throw new AppError(
        'precondition_failed',
        'Your time with this link is over. Nothing was changed. Ask for a new link.',
      )
    },
    async () => (await linkContext()) ?? (await currentContext()),
  )
}

/** What the server said, as a quotation; `storeUnverified` makes the form offer to keep the values all the same. */
function toRefusal({ server, message, said, canStore }: Extract<Given, { ok: false }>): AppError {
  const cause = canStore ? `${server} could not be asked. ` : ''
  const quoted = said ? `${server} says: “${said}”. ` : ''
  const fields = canStore ? { storeUnverified: 'You can store what you entered without trying it.' } : undefined
  return new AppError(
    'upstream_failed',
    `${cause}${quoted}${message.replace(/^The server\b/, server)} Nothing was stored.`,
    { details: { fields } },
  )
}
