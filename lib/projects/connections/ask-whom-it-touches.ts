/**
 * Before a change of a connection takes something away from others: whom it touches, by name, and what they can be spared.
 * Throws the question; the same change comes back confirmed.
 */
import type { Context } from '#lib/context.ts'
import { describeOpenings } from '#lib/credentials/openings.ts'
import { AppError } from '#lib/errors.ts'
import type { ManagedConnection } from './internal.ts'

const namedMax = 5

type Change = { slug?: string; mode?: string }

export async function askWhomItTouches(tx: Context, connection: ManagedConnection, change: Change): Promise<void> {
  const questions = [await askAboutMode(tx, connection, change), await askAboutSlug(tx, connection, change)]
  const fields = Object.assign({}, ...questions)
  if (!fields.isConfirmed) return
  throw new AppError('precondition_failed', 'This takes something away from others. Nothing was changed yet.', {
    details: { fields: { ...fields, isConfirmed: questions.flatMap((one) => one?.isConfirmed ?? []).join(' ') } },
  })
}

type Question = { isConfirmed: string; keepsOwn?: string } | null

async function askAboutMode(tx: Context, connection: ManagedConnection, { mode }: Change): Promise<Question> {
  if (mode === 'shared') {
    const people = await namesOfGivers(tx, connection)
    if (people.length === 0) return null
    const isThere = (await tx.db.credential.count({ where: { ...of(connection), holder: 'shared' } })) > 0
    const whom = `${listed(people)} gave values of their own here. Their agents would use the shared set instead`
    if (isThere) return { isConfirmed: `${whom}, which is there.` }
    return {
      isConfirmed: `${whom}, which nobody has given yet.`,
      keepsOwn: 'Until the shared set is there, agents go on with what each person gave.',
    }
  }
  if (mode !== 'per_person') return null
  const isUsed = (await tx.db.credential.count({ where: { ...of(connection), holder: 'shared' } })) > 0
  if (!isUsed) return null
  const people = await namesOfGivers(tx, connection)
  const who = people.length === 0 ? 'nobody' : listed(people)
  return {
    isConfirmed: `The shared set would not be used any more. Of their own, ${who} gave values: all other agents stop here until their people give theirs.`,
  }
}

async function askAboutSlug(tx: Context, { slug, projectId }: ManagedConnection, change: Change): Promise<Question> {
  if (change.slug === undefined) return null
  const keys = await tx.db.agentKey.count({ where: { projectId, revokedAt: null, allowedAt: { not: null } } })
  if (keys === 0) return null
  const agents = keys === 1 ? 'One agent knows' : `${keys} agents know`
  return {
    isConfirmed: `${agents} this server as ${slug}: its tools would be called ${change.slug}__… from then on, and its own address ends in ${change.slug}.`,
  }
}

function of({ id, organizationId }: ManagedConnection) {
  return { organizationId, connectionId: id }
}

/** Who gave values of their own: people by name, whoever came by a link as that. */
async function namesOfGivers({ db }: Context, connection: ManagedConnection): Promise<string[]> {
  const rows = await db.credential.findMany({
    where: { ...of(connection), personId: { not: null } },
    orderBy: { createdAt: 'asc' },
    select: { proof: true, person: { select: { name: true } } },
  })
  const openings = await describeOpenings(
    db,
    rows.map(({ proof }) => proof),
  )
  return rows.flatMap(({ proof, person }) => openings.get(proof)?.name ?? person?.name ?? [])
}

function listed(names: string[]): string {
  const more = names.length - namedMax
  const shown = more > 0 ? [...names.slice(0, namedMax), `${more} more`] : names
  return new Intl.ListFormat('en').format(shown)
}
