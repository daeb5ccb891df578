import type { Context } from '#lib/context.ts'
import { nameGivers } from '#lib/credentials/name-givers.ts'
import { askFirst, listNames } from '#lib/edit.ts'
import type { Input } from './inputs/schema.ts'
import { askedFields } from './inputs/shared-fields.ts'
import { organizationOf } from './internal.ts'

type Change = { isMoved: boolean; inputs: Input[] | undefined; confirmed: string | undefined }

/** Throws the question before agents stop, because a change removes what people gave, or needs what they have not given. */
export async function askGivers(
  tx: Context,
  { id, inputs: before }: { id: string; inputs: Input[] },
  { isMoved, inputs, confirmed }: Change,
): Promise<void> {
  const lacking = inputs ? findLacking(before, inputs) : []
  if (!isMoved && lacking.length === 0) return
  const where = { organizationId: organizationOf(tx), connection: { serverId: id } }
  const people = await nameGivers(tx.db, where)
  const shared = await tx.db.credential.count({ where: { ...where, holder: 'shared' } })
  if (people.length + shared === 0) return
  const sets = shared === 1 ? 'one shared set' : `${shared} shared sets`
  const given = listNames([...people, ...(shared > 0 ? [sets] : [])])
  askFirst(
    isMoved
      ? `Removed with the old address: the values of ${given}. Agents that use them stop here until values for the new one are given.`
      : `${listNames(lacking)} will be needed. Where it was not given before, agents that use the values of ${given} stop here until it is.`,
    confirmed,
  )
}

/** Labels of what will be needed, and was not so far. */
function findLacking(before: readonly Input[], after: readonly Input[]): string[] {
  const had = new Set(neededBy(before).map(({ name }) => name))
  return neededBy(after).flatMap(({ name, label }) => (had.has(name) ? [] : label))
}

function neededBy(inputs: readonly Input[]) {
  return askedFields(inputs).flatMap(({ field, isNeeded }) => (isNeeded ? field : []))
}
