import type { Context, UserActor } from '#lib/context.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { giveToken } from '#tests/support/gateway/agents.ts'
import type { Run } from './run.ts'

/** A project whose owner has connected the sandbox as `intercom`. Nobody has given anything yet. */
export async function buildIntercomProject({ intercom }: Run, owner: Context<UserActor>) {
  const { organizationId } = owner.actor
  const { id: serverId } = await buildServer({ organizationId, url: intercom.url, name: 'Intercom' })
  const { project } = await buildProject({ owner })
  const connection = await buildConnection({ project, serverId, slug: 'intercom' })
  return { project, connection, serverId }
}

/** The same with the owner's token given, and a key that acts for the owner. */
export async function buildIntercomAgent(run: Run, owner: Context<UserActor>, token: string) {
  const { personId } = owner.actor
  const built = await buildIntercomProject(run, owner)
  await giveToken(built.connection, personId, token)
  const { text: key } = await buildKey(built.project, { personId })
  return { ...built, key }
}
