import { describe, expect, test } from 'vitest'
import { exportAudit } from '#lib/audit/export-audit.ts'
import { listAudit } from '#lib/audit/list-audit.ts'
import { recordAudit } from '#lib/audit/record.ts'
import type { Context, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

type Entry = { label: string; at?: string; action?: string; projectId?: string; actorLabel?: string }

function write({ actor }: Context<UserActor>, entries: Entry[]) {
  return database().auditRecord.createMany({
    data: entries.map(({ label, at = '2026-03-01T12:00:00Z', action = 'server.update', projectId, actorLabel }) => ({
      organizationId: actor.organizationId,
      at: new Date(at),
      actorKind: 'user',
      actorId: actor.personId,
      actorLabel: actorLabel ?? actor.email,
      action,
      targetKind: 'server',
      targetId: 'an-id',
      targetLabel: label,
      projectId,
      requestId: 'request',
    })),
  })
}

const many = (count: number): Entry[] => Array.from({ length: count }, (_, i) => ({ label: `record ${i}` }))

async function labels(ctx: Context, filter: Record<string, unknown> = {}): Promise<string[]> {
  return (await listAudit(ctx, filter)).records.map((record) => record.targetLabel)
}

describe('listAudit', () => {
  test('lists what happened in this organisation, newest first', async () => {
    const auditor = await signedIn({ role: 'auditor' })
    await write(auditor, [
      { label: 'older', at: '2026-03-01T10:00:00Z' },
      { label: 'newer', at: '2026-03-01T11:00:00Z' },
    ])
    await write(await signedIn(), [{ label: 'foreign' }])
    expect(await labels(auditor)).toEqual(['newer', 'older'])
  })

  test('filters by person (who did it, or whom it was done to), action, project and days', async () => {
    const admin = await signedIn({ role: 'admin' })
    const { project } = await buildProject({ owner: admin })
    await write(admin, [
      { label: 'by noor', actorLabel: 'noor@example.test', at: '2026-03-01T00:00:00Z' },
      { label: 'noor@example.test', action: 'person.invite', at: '2026-03-02T23:59:59Z' },
      { label: 'in the project', projectId: project.id, at: '2026-03-03T00:00:00Z' },
    ])
    expect(await labels(admin, { person: 'Noor@' })).toEqual(['noor@example.test', 'by noor'])
    expect(await labels(admin, { action: 'person.invite' })).toEqual(['noor@example.test'])
    expect(await labels(admin, { project: project.id })).toEqual(['in the project'])
    expect(await labels(admin, { from: '2026-03-02', to: '2026-03-02' })).toEqual(['noor@example.test'])
    expect((await listAudit(admin)).projects).toEqual([{ id: project.id, name: project.name }])
  })

  test('takes filters it does not understand as not given', async () => {
    const admin = await signedIn({ role: 'admin' })
    await write(admin, many(1))
    const nonsense = {
      person: '\u0000',
      action: 'drop',
      project: 'x',
      from: 'soon',
      to: ['a'],
      before: 'b',
      after: '_',
    }
    expect(await labels(admin, nonsense)).toEqual(['record 0'])
    const id = crypto.randomUUID()
    for (const at of ['-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', '1'])
      expect(await labels(admin, { before: `${at}_${id}` })).toEqual(['record 0'])
    expect(await labels(admin, { from: '0000-01-01' })).toEqual(['record 0'])
    expect(await labels(admin, { person: 'record_0' })).toEqual([])
  })

  test('pages back and forth without losing or repeating a record, also among those of one moment', async () => {
    const admin = await signedIn({ role: 'admin' })
    await write(admin, many(120))
    const first = await listAudit(admin)
    const second = await listAudit(admin, { before: first.before })
    const third = await listAudit(admin, { before: second.before })
    expect([first, second, third].map((page) => page.records.length)).toEqual([50, 50, 20])
    expect([first.after, third.before]).toEqual([null, null])
    const seen = [first, second, third].flatMap((page) => page.records.map((record) => record.id))
    expect(new Set(seen).size).toBe(120)
    const back = await listAudit(admin, { after: third.after })
    expect(back.records).toEqual(second.records)
    const start = await listAudit(admin, { after: back.after })
    expect([start.records, start.after]).toEqual([first.records, null])
  })

  test('does not exist for members', async () => {
    await expect(listAudit(await signedIn())).rejects.toMatchObject({ code: 'not_found' })
    await expect(listAudit(stranger())).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('exportAudit', () => {
  async function lines(ctx: Context, filter: Record<string, unknown> = {}): Promise<string[]> {
    const chunks: string[] = []
    for await (const chunk of exportAudit(ctx, filter)) chunks.push(chunk)
    return chunks.join('').split('\n').filter(Boolean)
  }

  test('gives every record as one line of JSON, over several batches', async () => {
    const admin = await signedIn({ role: 'admin' })
    await write(admin, many(1001))
    const records = (await lines(admin)).map((line) => JSON.parse(line))
    expect(new Set(records.map((record) => record.id)).size).toBe(1001)
    expect(records[0]).toMatchObject({
      at: '2026-03-01T12:00:00.000Z',
      action: 'server.update',
      actorLabel: admin.actor.email,
    })
  })

  test('follows the filters', async () => {
    const admin = await signedIn({ role: 'admin' })
    await write(admin, [{ label: 'wanted', action: 'person.invite' }, { label: 'other' }])
    expect((await lines(admin, { action: 'person.invite' })).map((line) => JSON.parse(line).targetLabel)).toEqual([
      'wanted',
    ])
  })

  test('is empty where nothing matches', async () => {
    expect(await lines(await signedIn({ role: 'auditor' }))).toEqual([])
  })

  test('refuses before the first byte', async () => {
    const member = await signedIn()
    expect(() => exportAudit(member)).toThrow('There is no such page')
    expect(() => exportAudit(stranger())).toThrow('sign in')
  })
})

describe('recordAudit', () => {
  test('names who did it, to what, in which request', async () => {
    const admin = await signedIn({ role: 'admin' })
    const target = { kind: 'server', id: 'an-id', label: 'Intercom' }
    await recordAudit(admin, { action: 'server.onboard', target, details: { inputs: ['Authorization'] } })
    expect((await listAudit(admin)).records).toMatchObject([
      {
        actorKind: 'user',
        actorId: admin.actor.personId,
        actorLabel: admin.actor.email,
        action: 'server.onboard',
        targetLabel: 'Intercom',
        details: { inputs: ['Authorization'] },
        requestId: admin.requestId,
      },
    ])
  })
})
