import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { openDatabase } from '#lib/db/client.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { runScript } from '#tests/support/database/run-script.ts'

const folder = mkdtempSync(join(tmpdir(), 'jetway-reset-'))
const reset = (...args: string[]) => runScript('scripts/admin-reset.ts', args, { JETWAY_DATA: folder })

async function setUp(): Promise<void> {
  writeFileSync(join(folder, 'master.key'), newMasterKey())
  const embedded = await startEmbedded(join(folder, 'postgres'))
  await migrateDatabase(embedded.url)
  const db = openDatabase(embedded.url)
  const { id: organizationId } = await db.organization.create({ data: { name: 'Acme' }, select: { id: true } })
  await db.person.create({ data: { organizationId, name: 'Mia', email: 'mia@example.test', role: 'admin' } })
  await db.$disconnect()
  await embedded.close()
}

beforeAll(setUp)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('admin:reset', () => {
  test('prints a link for a member, on the host of JETWAY_URL', async () => {
    const { code, out, err } = await reset('Mia@example.test')
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/^A new password for .*, once, until .*:\nhttp:\/\/localhost:3000\/reset\/\S{43}\n$/)
  })

  test('says in one sentence that there is no such member', async () => {
    const { code, out, err } = await reset('nobody@example.test')
    expect([code, out]).toEqual([1, ''])
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  test('says how it is used', async () => {
    expect(await reset()).toMatchObject({ code: 1, err: expect.stringContaining('npm run admin:reset -- EMAIL') })
  })
})
