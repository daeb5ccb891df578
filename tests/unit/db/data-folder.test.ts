import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertAllOurs, assertRoom, folderFailure, prepareDataFolder } from '#lib/db/embedded/data-folder.ts'
import { makeSocketFolder } from '#lib/db/embedded/socket-folder.ts'

let place: string
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'jetway-place-'))
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('folderFailure', () => {
  test.each([
    ['ENOSPC', 'The disk that holds /data is full. Make room on it'],
    ['EDQUOT', 'The disk that holds /data is full. Make room on it'],
    ['EROFS', '/data cannot be written: its file system is read-only. Mount it writable'],
    ['EACCES', 'Jetway may not use /data/file:'],
    ['EPERM', 'Jetway may not use /data/file:'],
    ['ENOTDIR', '/data/file is a file, where Jetway needs a folder.'],
  ])('says what %s is and what to do', (code, sentence) => {
    const error = Object.assign(new Error('x'), { code, path: '/data/file' })
    expect(folderFailure('/data', error)).toMatchObject({ message: expect.stringContaining(sentence), cause: error })
  })

  test('leaves what no system refused as it is', () => {
    const error = new Error('x')
    expect(folderFailure('/data', error)).toBe(error)
  })
})

describe('a data folder', () => {
  test('is made, and left empty', () => {
    const folder = join(place, 'a/b')
    prepareDataFolder(folder)
    expect(readdirSync(folder)).toEqual([])
  })

  test('is ours also where a link in it leads nowhere', () => {
    const folder = join(place, 'linked')
    mkdirSync(join(folder, 'postgres'), { recursive: true })
    symlinkSync(join(place, 'nowhere'), join(folder, 'postgres/link'))
    expect(() => assertAllOurs(folder)).not.toThrow()
  })

  test('has room for what fits on its disk, and for no more', () => {
    expect(() => assertRoom(place, 1)).not.toThrow()
    expect(() => assertRoom(place, Number.MAX_SAFE_INTEGER)).toThrow(`The disk that holds ${place} is full.`)
  })
})

describe('the folder of the socket', () => {
  const deep = () => join(place, 'x'.repeat(100))
  const nowhere = () => join(place, 'nowhere')
  const file = () => join(place, 'file')
  beforeAll(() => {
    mkdirSync(deep())
    writeFileSync(file(), '')
  })

  test.each([
    ['too deep for a socket', deep],
    ['not there', nowhere],
    ['a file', file],
  ])('lies elsewhere when the temporary folder is %s', (_what, temporary) => {
    expect(dirname(makeSocketFolder(temporary(), [place]))).toBe(place)
  })

  test('has an absolute path, also where the temporary folder has none', () => {
    expect(dirname(makeSocketFolder(relative(process.cwd(), place), []))).toBe(place)
  })

  test('is asked for when there is none', () => {
    expect(() => makeSocketFolder(nowhere(), [deep()])).toThrow(
      `${nowhere()} is none: it is missing, may not be written, or its path is too long. Set TMPDIR`,
    )
  })
})
