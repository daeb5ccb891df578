/** One address and all the ways in which someone can come to act for it, each with a token that says which it was. */

import { findUserActor } from '#lib/auth/session-row.ts'
import { createLink } from '#lib/auth-links/create-link.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { replaceLink } from '#lib/auth-links/replace-link.ts'
import type { Context, LinkHolder, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { acceptInvitation } from '#lib/people/accept-invitation.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { issueKey } from '#lib/projects/issue-key.ts'
import { addMember } from '#lib/projects/members/add-member.ts'
import { goodPassword } from '#tests/support/factories/accounts.ts'
import { contextFor, signedIn, stranger } from '#tests/support/factories/context.ts'
import { unique } from '#tests/support/factories/people.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { fingerprint, startWhoamiServer } from '#tests/support/mcp/whoami-server.ts'
import { newSecret, plantSecret } from '#tests/support/secrets/planted.ts'
import { pressOpen, tokenOf } from './links.ts'

/** By fingerprint, which is what a server says back. */
const given = new Map<string, string>()

export type Giver = Context<UserActor> | Context<LinkHolder>

export const ways = ['an opening', 'the same link, anew', 'another link', 'a continued opening', 'signed in'] as const
export type Way = (typeof ways)[number]

/** Ways that are one proof. The first opening and the one that continues it are the same browser. */
export function isSameProof(one: Way, two: Way): boolean {
  const nameOf = (way: Way) => (way === 'a continued opening' ? 'an opening' : way)
  return nameOf(one) === nameOf(two)
}

/** A project with one connection, to a server that takes every token and says which it got. */
export async function buildScene(gatewayUrl: string) {
  const admin = await signedIn({ role: 'admin' })
  const { project, owner } = await buildProject({
    owner: await signedIn({ organizationId: admin.actor.organizationId }),
  })
  const whoami = await startWhoamiServer()
  const connection = await buildConnection({ project, url: `${whoami.origin}/mcp`, slug: 'whoami' })
  const email = `noah-${unique()}@example.test`
  const ask = () => createLink(owner, { project: project.slug, email, connectionIds: [connection.id] })
  const first = await ask()
  const opened = await pressOpen(plantSecret(tokenOf(first.url)))

  /** Someone acts for the address in this way; the first opening has happened already. */
  async function come(way: Way): Promise<Giver> {
    switch (way) {
      case 'an opening':
        return opened.holder
      case 'the same link, anew':
        return (await pressOpen(tokenOf((await replaceLink(owner, { linkId: first.id })).url))).holder
      case 'another link':
        return (await pressOpen(tokenOf((await ask()).url))).holder
      case 'a continued opening':
        return (await pressOpen(tokenOf((await ask()).url), [opened.cookie])).holder
      case 'signed in':
        return join()
    }
  }

  async function join(): Promise<Context<UserActor>> {
    const { url } = await invitePerson(admin, { email, role: 'member' })
    const { sessionId } = await acceptInvitation(stranger(), {
      token: tokenOf(url),
      name: 'Noah',
      password: goodPassword,
    })
    await addMember(owner, project.slug, { email, role: 'member' })
    const actor = await findUserActor(database(), sessionId)
    if (!actor) throw new Error('Nobody joined.')
    return contextFor(actor)
  }

  /** A key that the owner makes for the address; it waits for consent. */
  const makeKey = async () => {
    const { id, text } = await issueKey(owner, project.slug, {
      name: `key ${unique()}`,
      personId: opened.holder.actor.personId,
    })
    return { id, text: plantSecret(text) }
  }

  /** Whose token a call with this key carries: the token itself, or null where the agent is told to connect. */
  async function callWith(text: string): Promise<string | null> {
    const url = `${gatewayUrl}/mcp/${project.slug}/whoami`
    const said = textOf((await post(url, `Bearer ${text}`, toolCall('whoami'))).body)
    const [, by = ''] = /^whoami for (\S+)$/.exec(said) ?? []
    return given.get(by) ?? null
  }

  return { admin, owner, project, connection, email, first, opened, ask, come, join, makeKey, callWith }
}

/** Gives a fresh token, and answers it. */
export async function giveAs(giver: Giver, connectionId: string): Promise<string> {
  const token = newSecret()
  const answer = await giveCredential(giver, { connectionId, secret: { access_token: token } })
  if (!answer.ok) throw new Error(`The token was not taken: ${answer.reason}`)
  given.set(fingerprint(token), token)
  return token
}
