import type { Db } from '#lib/db/client.ts'

export type OrgRole = 'admin' | 'auditor' | 'member'

/** Who acts. Decided once at the edge; every switch on it is exhaustive. */
export type Actor =
  | { kind: 'user'; organizationId: string; personId: string; email: string; name: string; role: OrgRole }
  | {
      kind: 'linkHolder'
      organizationId: string
      personId: string
      email: string
      authLinkId: string
      projectId: string
      /** The opening of the link, and what it gives and allows rests on: itself, or the one it continues. */
      openingId: string
      proof: string
      openedAt: Date
    }
  | { kind: 'agentKey'; organizationId: string; personId: string; keyId: string; projectId: string }
  | { kind: 'system'; organizationId: string }
  | { kind: 'stranger' }

export type UserActor = Extract<Actor, { kind: 'user' }>
export type LinkHolder = Extract<Actor, { kind: 'linkHolder' }>

/** What every verb gets: who acts, the database (or the transaction), and the request's id. */
export type Context<A extends Actor = Actor> = { actor: A; db: Db; requestId: string }
