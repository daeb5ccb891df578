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

/** A disk that is full, or read-only, by a flag: everywhere, but only for writes of the process that loads the layer. */
function layeredDisk(code = 'ENOSPC'): Disk {
  const place = mkdtempSync(join(tmpdir(), 'jetway-layer-'))
  const flag = join(place, 'full')
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  return {
    folder: join(place, 'data'),
    settings: { NODE_OPTIONS: `--import=${preload}`, JETWAY_TEST_FULL_DISK: flag },
    fill: () => writeFileSync(flag, code),
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
/** `said` at the start; one of what people are `told` while Jetway runs. */
type Words = { said: (folder: string) => string; told: string[] }

const noRoom =
  'The disk that holds Jetway’s database is full or cannot be written. Nothing was changed. Ask whoever runs Jetway to make room on it, then try again.'
const mayNotWrite =
  'Jetway may not write to its database. Nothing was changed. Ask whoever runs Jetway to see that its disk is not read-only and that its user may write there, then try again.'
const isFull: Words = { said: (folder) => `The disk that holds ${folder} is full. Make room on it`, told: [noRoom] }
const isReadOnly: Words = {
  said: (folder) =>
    `${folder} cannot be written: its file system is read-only. Mount it writable, or point JETWAY_DATA at another folder.`,
  told: [mayNotWrite],
}
const disks: [name: string, make: () => Disk, leave: number, words: Words][] = [
  ['a layer that has no room', layeredDisk, 0, isFull],
  ['a layer that is read-only', () => layeredDisk('EROFS'), 0, isReadOnly],
]
if (!inject('postgres') && canMount()) {
  disks.push(
    ['a disk without room for a row', mountedDisk, 0, isFull],
    ['a disk without room for the log', mountedDisk, 10, isFull],
  )
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

always.skipIf(inject('postgres') || !canMount())(
  'a disk that is mounted read-only is named at the start, and nothing is advised but that',
  { timeout: 120_000 },
  async () => {
    const { folder } = mountedDisk()
    const { close } = await startDatabase(readSettings({ JETWAY_DATA: folder }))
    await close()
    const remount = (how: string) => execFileSync('mount', ['-o', `remount,${how}`, join(folder, '..')])
    remount('ro')
    const refused = await runScript(holder, [], { JETWAY_DATA: folder })
    remount('rw')

    expect(refused).toMatchObject({ code: 1, err: isReadOnly.said(folder) })
    expect(await namesIn(folder)).toEqual([])
  },
)

describe.each(disks)('%s', { timeout: 120_000 }, (_name, makeDisk, leave, { said, told }) => {
  test('that takes nothing more while Jetway runs loses nothing, is named, and is gone on with once it does', async () => {
    const disk = makeDisk()
    const child = startScript(holder, ['--write'], {
      JETWAY_DATA: disk.folder,
      JETWAY_TEST_ROW_BYTES: '30000',
      ...disk.settings,
    })
    const lines = linesOf(child)
    const printed = await until(/^acknowledged 5$/, lines)
    disk.fill(leave)
    printed.push(...(await until(/^refused/, lines)))
    disk.empty()
    printed.push(...(await until(/^acknowledged/, lines)))
    await stop(child)
    for (let line = await nextLine(lines); line !== null; line = await nextLine(lines)) printed.push(line)

    const refused = printed.find((line) => line.startsWith('refused')) ?? ''
    expect(told.map((sentence) => `refused: ${sentence}`)).toContain(refused)
    const acknowledged = printed.filter((line) => line.startsWith('acknowledged'))
    expect(await namesIn(disk.folder)).toEqual(acknowledged)
  })

  test('is named at the start, and the start works once it takes something', async () => {
    const disk = makeDisk()
    mkdirSync(disk.folder)
    disk.fill(leave)
    const refused = await runScript(holder, [], { JETWAY_DATA: disk.folder, ...disk.settings })
    disk.empty()

    expect(refused.err).toContain(said(disk.folder))
    expect(refused.err).not.toContain('Restore')
    expect(await namesIn(disk.folder)).toEqual([])
    expect(existsSync(join(disk.folder, 'room'))).toBe(false)
  })
})
