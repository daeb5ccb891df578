/**
 * Where a request becomes a Context. Pages, actions and routes get theirs here and nowhere else.
 */
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { readLinkActor, readUserActor } from '#lib/auth/session.ts'
import type { Actor, Context, LinkHolder, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'

/** The signed-in member's context; anyone else is sent to sign in and comes back here. */
export const requireContext = cache(async (): Promise<Context<UserActor>> => {
  const ctx = await currentContext()
  if (ctx.actor.kind === 'user') return ctx as Context<UserActor>
  const path = (await headers()).get('x-jetway-path') ?? '/'
  return redirect(`/sign-in?next=${encodeURIComponent(path)}`)
})

/** The context of whoever it is: a member, or a stranger. */
export const currentContext = cache(async (): Promise<Context> => {
  const actor = await readUserActor(database())
  return contextOf(actor ?? { kind: 'stranger' })
})

/** The context of someone who came by an auth link, or null. Confined to that link. */
export const linkContext = cache(async (): Promise<Context<LinkHolder> | null> => {
  const actor = await readLinkActor(database())
  return actor ? ((await contextOf(actor)) as Context<LinkHolder>) : null
})

async function contextOf(actor: Actor): Promise<Context> {
  return { actor, db: database(), requestId: (await headers()).get('x-request-id') ?? crypto.randomUUID() }
}
