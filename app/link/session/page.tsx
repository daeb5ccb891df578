import type { Metadata } from 'next'
import { readLinkTokens } from '#lib/auth/session.ts'
import { getOpenedLink, type OpenedLinkView } from '#lib/auth-links/get-opened-link.ts'
import { listHeldProofs } from '#lib/auth-links/giving/take-over.ts'
import { currentContext, linkContext } from '#lib/boundary/require-context.ts'
import type { Context } from '#lib/context.ts'
import { isAppError } from '#lib/errors.ts'
import { listKeysForPerson } from '#lib/projects/list-keys.ts'
import { LinkNotUsable } from '../_parts/link-not-usable.tsx'
import { LinkSession } from './_parts/link-session.tsx'

export const metadata: Metadata = { title: 'Connect', referrer: 'no-referrer' }

/** What a link asks for and what was given there: for the browser that opened it, or (`of`) the member it was for. */
export default async function LinkSessionPage({ searchParams }: { searchParams: Promise<{ of?: string }> }) {
  const { of: linkId } = await searchParams
  const holder = linkId ? null : await linkContext()
  const ctx = holder ?? (await currentContext())
  const link = await findOpenedLink(ctx, linkId)
  if (!link) return <LinkNotUsable />
  const isMember = ctx.actor.kind === 'user'
  const held = isMember ? await listHeldProofs(ctx, await readLinkTokens()) : []
  return <LinkSession link={link} keys={await listKeysForPerson(ctx)} isMember={isMember} held={held} />
}

async function findOpenedLink(ctx: Context, linkId: string | undefined): Promise<OpenedLinkView | null> {
  try {
    return await getOpenedLink(ctx, { linkId })
  } catch (error) {
    if (isAppError(error) && (error.code === 'not_found' || error.code === 'unauthenticated')) return null
    throw error
  }
}
