import type { Db } from '#lib/db/client.ts'

type References = { projectId: string; connectionId: string | null; personId: string | null }

/**
 * Calls as they can be written after something they name was removed: a project takes its calls along, of a connection
 * or a person only the slug and the key's name stay.
 */
export async function withoutGone<C extends References>(db: Db, calls: readonly C[]): Promise<(C & References)[]> {
  const projects = await standing(calls, 'projectId', (where) => db.project.findMany({ where, select: { id: true } }))
  const connections = await standing(calls, 'connectionId', (where) =>
    db.connection.findMany({ where, select: { id: true } }),
  )
  const people = await standing(calls, 'personId', (where) => db.person.findMany({ where, select: { id: true } }))
  return calls
    .filter((call) => projects.has(call.projectId))
    .map((call) => ({
      ...call,
      connectionId: call.connectionId && connections.has(call.connectionId) ? call.connectionId : null,
      personId: call.personId && people.has(call.personId) ? call.personId : null,
    }))
}

type Find = (where: { id: { in: string[] } }) => Promise<{ id: string }[]>

async function standing(calls: readonly References[], name: keyof References, find: Find): Promise<Set<string>> {
  const ids = new Set(calls.map((call) => call[name]).filter((id) => id !== null))
  const rows = await find({ id: { in: [...ids] } })
  return new Set(rows.map((row) => row.id))
}
