import type { Context, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { signedIn } from './context.ts'
import { unique } from './people.ts'

/** A project and its owner's context. */
export async function buildProject(options: { owner?: Context<UserActor>; slug?: string } = {}) {
  const owner = options.owner ?? (await signedIn())
  const { organizationId, personId } = owner.actor
  const project = await database().project.create({
    data: {
      organizationId,
      name: `Project ${unique()}`,
      slug: options.slug ?? `p-${crypto.randomUUID().slice(0, 12)}`,
      members: { create: { personId, role: 'owner' } },
    },
  })
  return { project, owner }
}

type ServerOptions = { organizationId: string; name?: string; url?: string; headers?: string[]; slug?: string }

/** A server in the library that wants one Bearer token, unless other header names are given. */
export function buildServer({ organizationId, name, url, headers = ['Authorization'], slug }: ServerOptions) {
  return database().server.create({
    data: {
      organizationId,
      name: name ?? `Server ${unique()}`,
      slug: slug ?? `s-${crypto.randomUUID().slice(0, 12)}`,
      url: url ?? 'https://mcp.example.test/mcp',
      inputs: {
        create: headers.map((name, position) => ({
          position,
          name,
          nameKey: name.toLowerCase(),
          template: name === 'Authorization' ? 'Bearer {access_token}' : `{${name.toLowerCase().replaceAll('-', '_')}}`,
          fields: [
            {
              name: name === 'Authorization' ? 'access_token' : name.toLowerCase().replaceAll('-', '_'),
              label: name === 'Authorization' ? 'Access token' : name,
              help: '',
              placeholder: '',
              isSecret: true,
            },
          ],
        })),
      },
    },
  })
}

/** A connection of a server to a project; makes both when not given. */
export async function buildConnection(
  options: {
    project?: { id: string; organizationId: string }
    serverId?: string
    slug?: string
    credentialMode?: 'per_person' | 'shared'
    url?: string
  } = {},
) {
  const project = options.project ?? (await buildProject()).project
  const serverId =
    options.serverId ?? (await buildServer({ organizationId: project.organizationId, url: options.url })).id
  return database().connection.create({
    data: {
      organizationId: project.organizationId,
      projectId: project.id,
      serverId,
      slug: options.slug ?? `c-${crypto.randomUUID().slice(0, 12)}`,
      credentialMode: options.credentialMode ?? 'per_person',
    },
  })
}
