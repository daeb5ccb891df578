import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { toFormState } from '#lib/boundary/to-form-state.ts'
import { toResponse } from '#lib/boundary/to-response.ts'
import { diskRefuses, isInterrupted, noteTrouble } from '#lib/db/trouble.ts'
import { type EmptyDatabase, openEmptyDatabase } from '#tests/support/database/empty-database.ts'

let empty: EmptyDatabase

/** A database whose disk is full as far as rows named so are concerned: at once, or at the end of the transaction. */
beforeAll(async () => {
  empty = await openEmptyDatabase()
  const statements = [
    `create function refuse() returns trigger language plpgsql as
       $$ begin raise exception using errcode = '53100', message = 'could not extend file'; end $$`,
    `create trigger now before insert on "Organization" for each row when (new.name = 'now') execute function refuse()`,
    `create constraint trigger late after insert on "Organization" deferrable initially deferred
       for each row when (new.name = 'late') execute function refuse()`,
  ]
  for (const statement of statements) await empty.db.$executeRawUnsafe(statement)
})
afterAll(() => empty.close())

const create = (name: string) => ({ data: { name } })
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

describe('a disk that is full', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['a change', () => empty.db.organization.create(create('now'))],
    ['a change of many rows', () => empty.db.organization.createMany({ data: [{ name: 'now' }] })],
    ['the end of a change', () => empty.db.organization.create(create('late'))],
    ['a transaction', () => empty.db.$transaction((tx) => tx.organization.create(create('now')))],
    ['the end of a transaction', () => empty.db.$transaction((tx) => tx.organization.create(create('late')))],
    ['a statement', () => empty.db.$executeRaw`insert into "Organization" (id, name) values ('raw', 'now')`],
  ])('is named where it refuses %s', async (_what, change) => {
    const error = await errorOf(change())

    expect(toFormState(error, {}, 'request')).toMatchObject({ status: 'failed', message: diskRefuses })
    expect(await toResponse(error, 'request').json()).toMatchObject({ error: { message: diskRefuses } })
  })
})

describe('a database that is being opened again', () => {
  afterEach(() => noteTrouble(null))

  test('is named in the place of what its clients met', () => {
    const error = Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' })
    noteTrouble(isInterrupted)
    expect(toFormState(error, {}, 'request')).toMatchObject({ message: isInterrupted })
    noteTrouble(null)
    expect(toFormState(error, {}, 'request')).toMatchObject({ message: expect.stringContaining('on our side') })
  })
})
