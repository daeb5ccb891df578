import { describe, expect, onTestFinished, test } from 'vitest'
import { type AuditAction, auditActions } from '#lib/audit/actions.ts'
import type { Database } from '#lib/db/client.ts'
import { database } from '#lib/db/database.ts'
import { completeSetup } from '#lib/people/complete-setup.ts'
import { issueSetupLink } from '#lib/people/issue-setup-link.ts'
import { openEmptyDatabase } from '#tests/support/database/empty-database.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { tokenOf } from '#tests/support/factories/accounts.ts'
import { buildChangeable, changes } from '#tests/support/verbs/changes.ts'

/** Audit itself; tries at a password and who is at a job count whatever comes of them. */
const aside = ['AuditRecord', 'Throttle', 'Lease']

/** What every other table holds, to a digest. */
async function stateOf(db: Database): Promise<unknown> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`
  const digests = tables
    .filter(({ name }) => !aside.includes(name))
    .map(
      ({ name }) => `select '${name}' as name, md5(string_agg(t::text, ',' order by t::text)) as md5 from "${name}" t`,
    )
  return db.$queryRawUnsafe(digests.join(' union all '))
}

async function recorded(db: Database): Promise<Map<string, string>> {
  const rows = await db.auditRecord.findMany({ select: { id: true, action: true } })
  return new Map(rows.map(({ id, action }) => [id, action]))
}

/** Until the test ends the database takes no record of this action. */
async function refuseToRecord(db: Database, action: AuditAction): Promise<void> {
  await db.$executeRawUnsafe(`
    create or replace function refuse_record() returns trigger language plpgsql as
    $$ begin raise exception 'This is not recorded.'; end $$`)
  await db.$executeRawUnsafe(`
    create trigger refuse_record before insert on "AuditRecord"
    for each row when (new.action = '${action}') execute function refuse_record()`)
  onTestFinished(async () => void (await db.$executeRawUnsafe('drop trigger refuse_record on "AuditRecord"')))
}

async function expectRecordedOnce(db: Database, action: AuditAction, change: () => Promise<unknown>): Promise<void> {
  const [state, known] = [await stateOf(db), await recorded(db)]
  await change()
  expect(await stateOf(db)).not.toEqual(state)
  expect([...(await recorded(db))].filter(([id]) => !known.has(id)).map(([, made]) => made)).toEqual([action])
}

async function expectNothing(db: Database, action: AuditAction, change: () => Promise<unknown>): Promise<void> {
  const state = await stateOf(db)
  const heard = hearNotices()
  await refuseToRecord(db, action)
  await expect(change()).rejects.toThrow()
  expect(await stateOf(db)).toEqual(state)
  expect(heard).toEqual([])
}

describe.each(changes)('%s', (action, begin) => {
  async function ready() {
    const scene = await buildChangeable()
    const change = await begin(scene)
    return () => change({ ...scene.admin, requestId: crypto.randomUUID() })
  }

  test('is recorded once, with what it changed', async () => {
    await expectRecordedOnce(database(), action, await ready())
  })

  test('does not happen when it cannot be recorded, and nobody is told', async () => {
    await expectNothing(database(), action, await ready())
  })
})

describe('organisation.create', () => {
  async function ready() {
    const { db, close } = await openEmptyDatabase()
    onTestFinished(close)
    const token = tokenOf((await issueSetupLink(db)) ?? '')
    const answers = { organization: 'Acme', name: 'Mia', email: 'mia@example.test', password: 'a calm long sentence' }
    const ctx = { actor: { kind: 'stranger' as const }, db, requestId: 'setup' }
    return { db, change: () => completeSetup(ctx, { ...answers, token }) }
  }

  test('is recorded once, with what it changed', async () => {
    const { db, change } = await ready()
    await expectRecordedOnce(db, 'organisation.create', change)
  })

  test('does not happen when it cannot be recorded', async () => {
    const { db, change } = await ready()
    await expectNothing(db, 'organisation.create', change)
  })
})

test('every action that is recorded has its change above, but for the move to another master key, which is a command', () => {
  const walked = [...changes.map(([action]) => action), 'organisation.create', 'vault.rotate']
  expect(walked.sort()).toEqual([...auditActions].sort())
})
