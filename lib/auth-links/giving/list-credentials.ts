import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { askedOf } from '#lib/credentials/policy.ts'
import { parseId } from '#lib/ids.ts'
import { listGiveable, listStored } from './internal.ts'
import type { ConnectionToGive } from './view.ts'

export type ProjectCredentials = { project: { slug: string; name: string }; connections: ConnectionToGive[] }

/** What this person has given and what still waits for them, by project. `linkId`: only what one auth link asks for. */
export async function listCredentials(ctx: Context, options: { linkId?: string } = {}): Promise<ProjectCredentials[]> {
  const giver = requirePerson(ctx)
  const authLinkId = toLinkId(options)
  const asked = authLinkId ? { authLinks: { some: { authLinkId } } } : {}
  return byProject(await listGiveable(ctx, giver, { AND: [askedOf(giver), asked] }))
}

/** Which link is meant; undefined where none was named. */
export function toLinkId({ linkId }: { linkId?: string }): string | undefined {
  return linkId === undefined ? undefined : parseId(linkId, 'auth link')
}

/** What is stored of this member beyond what `listCredentials` shows: for connections that they cannot give for any more. */
export async function listLeftovers(ctx: Context): Promise<ProjectCredentials[]> {
  const giver = requirePerson(ctx)
  return byProject(await listStored(ctx, giver, { NOT: askedOf(giver) }))
}

function byProject(connections: ConnectionToGive[]): ProjectCredentials[] {
  const projects = new Map<string, ProjectCredentials>()
  for (const connection of connections) {
    const known = projects.get(connection.project.slug)
    if (known) known.connections.push(connection)
    else projects.set(connection.project.slug, { project: connection.project, connections: [connection] })
  }
  return [...projects.values()]
}
