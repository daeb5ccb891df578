/**
 * Before a change of a connection takes something away from others: whom it touches, by name, and what they can be spared.
 * Throws the question; the same change comes back confirmed.
 */
import type { Context } from '#lib/context.ts'
import { nameGivers } from '#lib/credentials/name-givers.ts'
import { askFirst, listNames } from '#lib/edit.ts'
import type { ManagedConnection } from './internal.ts'

type Change = { slug?: string; mode?: string; toolPolicy?: string; tools?: string; confirmed: string | undefined }

export async function askWhomItTouches(tx: Context, connection: ManagedConnection, change: Change): Promise<void> {
  const questions = [
    await askAboutMode(tx, connection, change),
    await askAboutTools(tx, connection, change),
    await askAboutSlug(tx, connection, change),
  ].filter((one) => one !== null)
  if (questions.length === 0) return
  askFirst(
    questions.map(({ question }) => question).join(' '),
    change.confirmed,
    Object.assign({}, ...questions.map(({ choices }) => choices)),
  )
}

type Question = { question: string; choices?: { keepsOwn: string } } | null

async function askAboutMode(tx: Context, connection: ManagedConnection, { mode }: Change): Promise<Question> {
  if (mode === 'shared') {
    const people = await nameGivers(tx.db, of(connection))
    if (people.length === 0) return null
    const set = await findSharedSet(tx, connection)
    const whom = `${listNames(people)} gave values of their own here. Their agents would use the shared set instead`
    if (set && set.state !== 'rejected') return { question: `${whom}, which is there.` }
    const keepsOwn = 'Until the shared set is there, agents go on with what each person gave.'
    return { question: `${whom}, which ${set ? 'the server refused' : 'nobody has given yet'}.`, choices: { keepsOwn } }
  }
  if (mode !== 'per_person' || connection.keepsOwn || !(await findSharedSet(tx, connection))) return null
  const people = await nameGivers(tx.db, of(connection))
  const whose =
    people.length === 0
      ? 'Nobody gave values of their own: all agents stop here until their people give theirs.'
      : `Values of their own were given by ${listNames(people)}: all other agents stop here until their people give theirs.`
  return { question: `The shared set would not be used any more. ${whose}` }
}

/** Tools that agents can use now, and could not any more. */
async function askAboutTools(tx: Context, connection: ManagedConnection, change: Change): Promise<Question> {
  const { toolPolicy = connection.toolPolicy, tools } = change
  if (toolPolicy === 'all' || (change.toolPolicy === undefined && tools === undefined)) return null
  const agents = await countAgents(tx, connection)
  if (agents === 0) return null
  const { id: connectionId, serverId } = connection
  const [listed, chosen] = [
    await tx.db.serverTool.findMany({ where: { serverId }, select: { name: true }, orderBy: { name: 'asc' } }),
    await tx.db.connectionTool.findMany({ where: { connectionId }, select: { name: true }, orderBy: { name: 'asc' } }),
  ].map((rows) => rows.map(({ name }) => name))
  const had = connection.toolPolicy === 'all' ? listed : chosen
  const left = new Set(tools?.split('\n') ?? chosen)
  const lost = had?.filter((name) => !left.has(name)) ?? []
  if (lost.length === 0) return null
  return { question: `${agents === 1 ? 'One agent' : `${agents} agents`} would lose ${listNames(lost)}.` }
}

async function askAboutSlug(tx: Context, connection: ManagedConnection, change: Change): Promise<Question> {
  if (change.slug === undefined) return null
  const { slug } = connection
  const keys = await countAgents(tx, connection)
  if (keys === 0) return null
  const agents = keys === 1 ? 'One agent knows' : `${keys} agents know`
  return {
    question: `${agents} this server as ${slug}: its tools would be called ${change.slug}__… from then on, and its own address ends in ${change.slug}.`,
  }
}

function findSharedSet({ db }: Context, connection: ManagedConnection) {
  return db.credential.findFirst({ where: { ...of(connection), holder: 'shared' }, select: { state: true } })
}

function countAgents({ db }: Context, { projectId }: ManagedConnection): Promise<number> {
  const lasts = [{ expiresAt: null }, { expiresAt: { gt: new Date() } }]
  return db.agentKey.count({ where: { projectId, revokedAt: null, allowedAt: { not: null }, OR: lasts } })
}

function of({ id, organizationId }: ManagedConnection) {
  return { organizationId, connectionId: id }
}
