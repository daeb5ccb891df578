import { beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { database } from '#lib/db/database.ts'
import { isAppError } from '#lib/errors.ts'
import { callsById, withoutId } from '#tests/support/verbs/calls-by-id.ts'
import { listVerbs } from '#tests/support/verbs/list-verbs.ts'
import { buildScene, type Scene } from '#tests/support/verbs/scene.ts'

/** Every id there is, so that a condition which matches anything matches something. */
function realIds({ server, connection, credential, key, authLinkId, invitationId, project, member }: Scene): string[] {
  const texts = [authLinkId, invitationId, project.slug, connection.slug, member.actor.personId, member.actor.email]
  return [...texts, server.id, connection.id, credential.id, key.id]
}

function nonsense(scene: Scene): unknown[] {
  const ids = realIds(scene)
  const operators = [{ not: 'x' }, { in: ids }, { notIn: ['x'] }, { contains: '' }, { startsWith: '' }, { gte: '' }]
  const equals = ids.flatMap((id) => [{ equals: id }, [id]])
  const objects: unknown[] = [{}, [], [[]], { ...ids }, new Map(), { toString: () => ids[0] }, { length: 1, 0: ids[0] }]
  const texts = ['\0', '%', '*', '__proto__', 'constructor', 'toString', 'x'.repeat(70), `${ids[0]}\0`, `' or 1=1 --`]
  return [...operators, ...equals, ...objects, ...texts, true, 0, 1, Number.NaN, null, undefined, '']
}

/** What the database holds, to a digest per table. */
async function stateOfAll(): Promise<unknown> {
  const tables = await database().$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`
  const digest = ({ name }: { name: string }) =>
    `select '${name}' as name, count(*)::int as rows, md5(string_agg(t::text, ',' order by t::text)) as md5 from "${name}" t`
  return database().$queryRawUnsafe(tables.map(digest).join(' union all '))
}

async function outcomeOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return { found: await work() }
  } catch (error) {
    if (error instanceof z.ZodError || (isAppError(error) && error.code !== 'internal')) return 'refused'
    throw error
  }
}

const soundOutcomes = {
  refused: 'refused',
  new: 'refused',
  none: { found: null },
  optional: ['refused', { found: [] }],
}

/** What this place may hold all the same. */
const mayBe = {
  refused: () => false,
  none: () => false,
  all: (id: unknown) => typeof id === 'string',
  new: (id: unknown) => typeof id === 'string' || id === undefined,
  optional: (id: unknown) => id === '' || id === undefined,
}

test('every verb that takes more than a context has its row below', () => {
  const verbs = listVerbs().map((verb) => verb.split(' ')[1])
  const walked = [...new Set(callsById.map(([verb]) => verb)), ...withoutId]
  expect(walked.sort()).toEqual(verbs.sort())
})

describe('what cannot be an id', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await buildScene()
  })

  test.each(callsById)('is taken for nothing by %s (%s: %s)', async (_verb, _what, outcome, call) => {
    const before = await stateOfAll()
    const sound = outcome === 'all' ? { found: await call(scene, undefined) } : soundOutcomes[outcome]
    for (const id of nonsense(scene)) {
      if (mayBe[outcome](id)) continue
      const got = await outcomeOf(() => call(scene, id))
      expect([sound].flat(), `of ${JSON.stringify(id)}`).toContainEqual(got)
    }
    expect(await stateOfAll()).toEqual(before)
  })
})
