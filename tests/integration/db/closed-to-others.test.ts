import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test as always, beforeAll, describe, expect, inject, onTestFinished } from 'vitest'
import { ended, linesOf, nextLine, runScript, startScript } from '#tests/support/database/run-script.ts'

// The database is the embedded one, whichever the rest of the run is on: once is enough.
const test = always.skipIf(inject('postgres'))
const timeout = 120_000

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

/** Files and folders in a place that somebody else could open, read or enter. */
function openToOthers(place: string): string[] {
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const path = join(place, entry.name)
    if ((statSync(path).mode & 0o077) === 0) return []
    return entry.isDirectory() ? [path, ...openToOthers(path)] : [path]
  })
}

let place: string
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'open-'))
  chmodSync(place, 0o755)
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** What children make is as open as they say, whatever they forget to say. */
async function underOpenUmask<T>(work: () => T): Promise<T> {
  const before = process.umask(0)
  try {
    return work()
  } finally {
    process.umask(before)
  }
}

describe('what a fresh start makes', () => {
  test.each([
    ['in a folder that it makes', false],
    ['in a folder that is there and open to all', true],
  ])('is closed to others, also where the umask closes nothing: %s', { timeout }, async (_where, isThere) => {
    const root = mkdtempSync(join(place, 'start-'))
    chmodSync(root, 0o777)
    const [data, sockets] = [join(root, 'data'), join(root, 'tmp')]
    for (const folder of isThere ? [data, sockets] : [sockets]) {
      mkdirSync(folder)
      chmodSync(folder, 0o777)
    }
    const settings = { JETWAY_DATA: data, TMPDIR: sockets }
    const child = await underOpenUmask(() => startScript('tests/support/database/hold-database.ts', [], settings))
    onTestFinished(() => void child.kill('SIGKILL'))
    expect(await nextLine(linesOf(child))).toBe('ready')

    const [socketFolder = ''] = readdirSync(sockets).map((name) => join(sockets, name))
    expect(existsSync(join(socketFolder, '.s.PGSQL.5432'))).toBe(true)
    expect(modeOf(socketFolder)).toBe('700')
    expect(modeOf(join(data, 'master.key'))).toBe('600')
    expect(modeOf(join(data, 'postgres'))).toBe('700')
    expect(openToOthers(sockets)).toEqual([])
    // In a folder of the operator's own making the lock can be seen, which holds nothing.
    const seen = isThere ? [data, join(data, 'lock'), join(data, 'lock-journal'), sockets] : [sockets]
    expect(openToOthers(root).sort()).toEqual(seen)

    child.kill('SIGTERM')
    await ended(child)
    const rotated = await underOpenUmask(() => runScript('scripts/vault-rotate.ts', [], settings))
    expect(rotated.code).toBe(0)
    const keys = readdirSync(data).filter((name) => name.startsWith('master.key'))
    expect(keys.map((name) => [name, modeOf(join(data, name))])).toEqual(keys.map((name) => [name, '600']))
    expect(keys).toContain('master.key')
  })
})
