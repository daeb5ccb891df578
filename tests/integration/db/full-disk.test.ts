import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as always, describe, expect, inject, onTestFinished } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { startDatabase } from '#lib/db/start-database.ts'
import { readSettings } from '#lib/env.ts'
import { ended, linesOf, nextLine, runScript, type Settings, startScript } from '#tests/support/database/run-script.ts'

// The database is the embedded one, whichever the rest of the run is on: once is enough.
const test = always.skipIf(inject('postgres'))

const holder = 'tests/support/database/hold-database.ts'
const preload = join(import.meta.dirname, '../../support/database/full-disk.ts')

type Disk = { folder: string; settings: Settings; fill: (leave: number) => void; empty: () => void }

/** A disk that is full by a flag: everywhere, but only for writes of the process that loads the layer. */
function layeredDisk(): Disk {
  const place = mkdtempSync(join(tmpdir(), 'jetway-layer-'))
  const flag = join(place, 'full')
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  return {
    folder: join(place, 'data'),
    settings: { NODE_OPTIONS: `--import=${preload}`, JETWAY_TEST_FULL_DISK: flag },
    fill: () => writeFileSync(flag, ''),
    empty: () => rmSync(flag, { force: true }),
  }
}

/** A small disk of its own. `fill` leaves so many MiB. */
function mountedDisk(): Disk {
  const place = mkdtempSync(join(tmpdir(), 'jetway-disk-'))
  mount(place)
  onTestFinished(() => {
    execFileSync('umount', ['-l', place])
    rmSync(place, { recursive: true, force: true })
  })
  const ballast = join(place, 'ballast')
  return {
    folder: join(place, 'data'),
    settings: {},
    fill: (leave) => {
      const { bavail, bsize } = statfsSync(place)
      const mebibytes = Math.ceil((bavail * bsize) / 1_048_576) - leave
      // Ends with an error where it meets the end of the disk, which is what it is for.
      spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M', `count=${mebibytes}`])
    },
    empty: () => rmSync(ballast, { force: true }),
  }
}

function mount(place: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=120m', 'tmpfs', place], { stdio: 'pipe' })
}

function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'jetway-mount-'))
  try {
    mount(place)
    execFileSync('umount', [place])
    return true
  } catch {
    return false
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** The layer works everywhere; a real disk is looked at as well where one can be made. */
const disks: [name: string, make: () => Disk, leave: number][] = [['a layer that has no room', layeredDisk, 0]]
if (!inject('postgres') && canMount()) {
  disks.push(['a disk without room for a row', mountedDisk, 0], ['a disk without room for the log', mountedDisk, 10])
}

/** Everything a process says until it says something like this. */
async function until(pattern: RegExp, lines: AsyncIterableIterator<string>): Promise<string[]> {
  const said: string[] = []
  for (let line = await nextLine(lines); line !== null; line = await nextLine(lines)) {
    said.push(line)
    if (pattern.test(line)) return said
  }
  throw new Error(`The process ended without saying ${pattern}.`)
}

async function namesIn(folder: string): Promise<string[]> {
  const started = await startDatabase(readSettings({ JETWAY_DATA: folder }))
  await migrateDatabase(started.url)
  const db = openDatabase(started.url)
  const rows = await db.organization.findMany({ select: { name: true } })
  await db.$disconnect()
  await started.close()
  return rows.map(({ name }) => name.split(' ').slice(0, 2).join(' '))
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await ended(child)
}

describe.each(disks)('%s', { timeout: 120_000 }, (_name, makeDisk, leave) => {
  test('that fills while Jetway runs loses nothing, is named, and is gone on with once there is room', async () => {
    const disk = makeDisk()
    const child = startScript(holder, ['--write'], {
      JETWAY_DATA: disk.folder,
      JETWAY_TEST_ROW_BYTES: '30000',
      ...disk.settings,
    })
    const lines = linesOf(child)
    const said = await until(/^acknowledged 5$/, lines)
    disk.fill(leave)
    said.push(...(await until(/^refused/, lines)))
    disk.empty()
    said.push(...(await until(/^acknowledged/, lines)))
    await stop(child)
    for (let line = await nextLine(lines); line !== null; line = await nextLine(lines)) said.push(line)

    expect(said.find((line) => line.startsWith('refused'))).toBe(
      'refused: The disk that holds Jetway’s database is full or cannot be written. Nothing was changed. Ask whoever runs Jetway to make room on it, then try again.',
    )
    const acknowledged = said.filter((line) => line.startsWith('acknowledged'))
    expect(await namesIn(disk.folder)).toEqual(acknowledged)
  })

  test('is named at the start, and the start works once there is room', async () => {
    const disk = makeDisk()
    mkdirSync(disk.folder)
    disk.fill(leave)
    const refused = await runScript(holder, [], { JETWAY_DATA: disk.folder, ...disk.settings })
    disk.empty()

    expect(refused.err).toContain(`The disk that holds ${disk.folder} is full. Make room on it`)
    expect(refused.err).not.toContain('Restore')
    expect(await namesIn(disk.folder)).toEqual([])
    expect(existsSync(join(disk.folder, 'room'))).toBe(false)
  })
})
