import type { Metadata } from 'next'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import type { ConnectionToGive } from '#lib/auth-links/giving/view.ts'
import { currentContext, linkContext } from '#lib/boundary/require-context.ts'
import type { Context } from '#lib/context.ts'
import { isAppError } from '#lib/errors.ts'
import { AskForLink } from './_parts/ask-for-link.tsx'
import { ConnectOne } from './_parts/connect-one.tsx'

export const metadata: Metadata = { title: 'Connect', referrer: 'no-referrer' }

type Address = { project: string; connection: string }

/** The address that agents hand out. It has no secret in it: who opens it decides what it shows. */
type Props = { params: Promise<Address>; searchParams: Promise<{ 'signed-in'?: string; scope?: string }> }

/** Words of a scope (RFC 6749 3.3), as an agent hands them out; anything else is left out. */
const scopes = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/
const scopeCharsMax = 200

export default async function ConnectPage({ params, searchParams }: Props) {
  const address = await params
  const { 'signed-in': end, scope: named } = await searchParams
  const scope = named && named.length <= scopeCharsMax && scopes.test(named) ? named : undefined
  const visitor = await currentContext()
  const asMember = await findConnection(visitor, address)
  if (asMember) return <ConnectOne connection={asMember} end={end} scope={scope} isMember />

  const holder = await linkContext()
  const asHolder = holder && (await findConnection(holder, address))
  if (asHolder) return <ConnectOne connection={asHolder} end={end} scope={scope} isMember={false} />
  return <AskForLink address={address} isSignedIn={visitor.actor.kind === 'user'} />
}

/** Null for whoever may not give there, and for what does not exist: both look alike. */
async function findConnection(ctx: Context, address: Address): Promise<ConnectionToGive | null> {
  try {
    return await getConnectionToGive(ctx, address)
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}
