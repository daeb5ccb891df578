import { findLinkActor } from '#lib/auth/session-row.ts'
import { createLink } from '#lib/auth-links/create-link.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import type { Actor, Context, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { contextFor, stranger } from '../factories/context.ts'
import { unique } from '../factories/people.ts'
import { buildConnection, buildProject } from '../factories/projects.ts'
import { plantSecret } from '../secrets/planted.ts'

export type LinkHolderContext = Context<Extract<Actor, { kind: 'linkHolder' }>>

type Options = {
  owner?: Context<UserActor>
  email?: string
  url?: string
  credentialMode?: 'per_person' | 'shared'
  connections?: number
}

/** A project with connections, and a link for them that nobody has opened. */
export async function buildLink(options: Options = {}) {
  const { project, owner } = await buildProject({ owner: options.owner })
  const { url, credentialMode = 'per_person', email = `ben-${unique()}@example.test` } = options
  const connections = await Promise.all(
    Array.from({ length: options.connections ?? 1 }, () => buildConnection({ project, url, credentialMode })),
  )
  const connectionIds = connections.map(({ id }) => id)
  const link = await createLink(owner, { project: project.slug, email, connectionIds, credentialMode })
  const [connection] = connections
  if (!connection) throw new Error('A link needs a connection.')
  return { project, owner, email, connection, connections, link, token: plantSecret(tokenOf(link.url)) }
}

export function tokenOf(url: string): string {
  return url.split('/').at(-1) ?? ''
}

/** A link that its addressee, someone without a seat, has opened; and their context. */
export async function buildOpenedLink(options: Options = {}) {
  const built = await buildLink(options)
  return { ...built, ...(await pressOpen(built.token)) }
}

/** Presses the button on the link's first page as someone without a seat. `held`: what the browser has from earlier openings. */
export async function pressOpen(
  token: string,
  held: string[] = [],
): Promise<{ holder: LinkHolderContext; cookie: string }> {
  const opened = await openLink(stranger(), token, held)
  if (opened?.kind !== 'session') throw new Error(`The link did not open: ${opened?.kind}`)
  const actor = await findLinkActor(database(), opened.cookie)
  if (!actor) throw new Error('The opening lets nobody in.')
  return { holder: contextFor(actor), cookie: opened.cookie }
}
