import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, poolOf } from '#lib/db/client.ts'
import { copyDatabase } from '#lib/db/copy-database.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { type BlankDatabase, openBlankDatabase } from '#tests/support/database/blank-database.ts'

const envelope = randomBytes(200)
const at = new Date('2026-03-29T01:30:00.123Z')
let source: BlankDatabase
const targets: BlankDatabase[] = []

beforeAll(async () => {
  source = await startEmbedded('memory://')
  await migrateDatabase(source.url)
  await fill(source.url)
})
afterAll(async () => {
  for (const each of [source, ...targets]) await each.close()
})

/** A row of every kind of value, and more calls than go in one batch. */
async function fill(url: string): Promise<void> {
  const db = openDatabase(url)
  const { id: organizationId } = await db.organization.create({ data: { name: 'Zürich “Œuvre” \\ \n 🛩' } })
  const person = await db.person.create({ data: { organizationId, email: 'mia@example.test', name: 'Mia' } })
  const project = await db.project.create({ data: { organizationId, name: 'Support', slug: 'support' } })
  const member = { organizationId, projectId: project.id, personId: person.id, role: 'owner' as const }
  await db.projectMember.create({ data: member })
  const fields = [{ name: 'access_token', choices: ['a', null], nested: { big: 9007199254740991, tiny: 1e-7 } }]
  const input = {
    position: 0,
    name: 'Authorization',
    nameKey: 'authorization',
    template: 'Bearer {access_token}',
    fields,
  }
  const server = await db.server.create({
    data: { organizationId, name: 'S', slug: 's', url: 'https://a.test', inputs: { create: input } },
  })
  const connection = await db.connection.create({
    data: { organizationId, projectId: project.id, serverId: server.id, slug: 'c', credentialMode: 'per_person' },
  })
  const credential = {
    organizationId,
    connectionId: connection.id,
    holder: person.id,
    personId: person.id,
    proof: 'signed_in',
  }
  await db.credential.create({ data: { ...credential, envelope, state: 'verified', verifiedAt: at } })
  const call = { organizationId, projectId: project.id, connectionSlug: 'c', keyName: 'k', method: 'tools/call' }
  await db.callRecord.createMany({
    data: Array.from({ length: 1203 }, (_, n) => ({ ...call, outcome: 'ok' as const, gatewayMs: n / 7 })),
  })
  await db.$disconnect()
}

async function openTarget(): Promise<BlankDatabase> {
  const target = await openBlankDatabase()
  targets.push(target)
  return target
}

/** Every row of every table, as Postgres writes it. */
async function readAll(url: string): Promise<Record<string, string[]>> {
  const client = new pg.Client(poolOf(url))
  await client.connect()
  const { rows: tables } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations'`,
  )
  const all: Record<string, string[]> = {}
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`select to_json(t)::text as row from "${name}" t`)
    all[name] = rows.map(({ row }) => row).sort()
  }
  await client.end()
  return all
}

describe('copyDatabase', () => {
  test('brings every row of every table across, unchanged, and says how many', async () => {
    const target = await openTarget()
    const copied = await copyDatabase(source.url, target.url)

    expect(await readAll(target.url)).toEqual(await readAll(source.url))
    expect(copied).toContainEqual({ table: 'CallRecord', rows: 1203 })
    const db = openDatabase(target.url)
    const credential = await db.credential.findFirstOrThrow()
    await db.$disconnect()
    expect(Buffer.from(credential.envelope)).toEqual(envelope)
    expect(credential.verifiedAt).toEqual(at)
  })

  test('refuses a database that has rows, and leaves them alone', async () => {
    const target = await openTarget()
    await migrateDatabase(target.url)
    const db = openDatabase(target.url)
    await db.organization.create({ data: { name: 'Theirs' } })
    await db.$disconnect()
    const before = await readAll(target.url)

    await expect(copyDatabase(source.url, target.url)).rejects.toThrow('its table Organization has rows')
    expect(await readAll(target.url)).toEqual(before)
  })

  test('leaves nothing behind when it fails on the way', async () => {
    const target = await openTarget()
    await migrateDatabase(target.url)
    const client = new pg.Client(poolOf(target.url))
    await client.connect()
    await client.query(`alter table "CallRecord" add constraint too_slow check ("gatewayMs" < 100)`)
    await client.end()

    await expect(copyDatabase(source.url, target.url)).rejects.toThrow('too_slow')
    expect(Object.values(await readAll(target.url)).flat()).toEqual([])
  })

  test('says when nothing answers at the address', async () => {
    const nowhere = 'postgresql://me:hunter22@127.0.0.1:1/jetway'
    const failure = await copyDatabase(source.url, nowhere).catch((error: Error) => error.message)

    expect(failure).toContain('does not answer')
    expect(failure).not.toContain('hunter22')
  })
})
