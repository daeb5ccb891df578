import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, test as always, beforeEach, expect, inject } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { startDatabase } from '#lib/db/start-database.ts'
import { readSettings } from '#lib/env.ts'
import { ended, linesOf, nextLine, runScript, startScript } from '#tests/support/database/run-script.ts'

// The database is the embedded one, whichever the rest of the run is on: once is enough.
const test = always.skipIf(inject('postgres'))

const holder = 'tests/support/database/hold-database.ts'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jetway-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a second process on the same folder is refused with a sentence that says what to do', async () => {
  const first = startScript(holder, [], { JETWAY_DATA: folder })
  await nextLine(linesOf(first))

  const second = await runScript(holder, [], { JETWAY_DATA: folder })
  const backup = await runScript('scripts/db/backup.ts', [join(folder, 'b')], { JETWAY_DATA: folder })
  first.kill('SIGTERM')
  await ended(first)

  expect(second.code).toBe(1)
  expect(second.err).toContain(`Another Jetway process is using the data folder ${folder}. Stop it first`)
  expect(backup.code).toBe(1)
  expect(backup.err).toContain('Another Jetway process is using')
})

test('after a SIGKILL in the middle of writes the next start works and has every acknowledged row', async () => {
  const child = startScript(holder, ['--write'], { JETWAY_DATA: folder })
  const lines = linesOf(child)
  const acknowledged: string[] = []
  while (acknowledged.length < 20) acknowledged.push((await nextLine(lines)) ?? 'ended early')
  child.kill('SIGKILL')
  for (let line = await nextLine(lines); line; line = await nextLine(lines)) acknowledged.push(line)

  const started = await startDatabase(readSettings({ JETWAY_DATA: folder }))
  const db = openDatabase(started.url)
  const rows = await db.organization.findMany({ select: { name: true } })
  await db.$disconnect()
  await started.close()

  const names = rows.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(acknowledged.filter((line) => line.startsWith('acknowledged'))))
})

test('the folder and the generated key are readable by their owner only, and the key stays', async () => {
  const settings = readSettings({ JETWAY_DATA: join(folder, 'data') })
  const first = await startDatabase(settings)
  await first.close()
  const second = await startDatabase(settings)
  await second.close()

  expect(second.masterKey).toBe(first.masterKey)
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'data/master.key')).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'data/postgres')).mode & 0o777).toBe(0o700)
})
