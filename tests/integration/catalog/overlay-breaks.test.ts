import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listCatalogProblems } from '#lib/catalog/list-problems.ts'
import { loadCatalog } from '#lib/catalog/load-catalog.ts'
import { searchCatalog } from '#lib/catalog/search-catalog.ts'
import { env, provideEnv } from '#lib/env.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'

const original = env()
const root = join(import.meta.dirname, '../../..')
let folder = ''
let file = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jetway-breaks-'))
  file = join(folder, 'own.json')
})

afterEach(async () => {
  provideEnv(original, original)
  await rm(folder, { recursive: true })
})

const entry = (name: string, title = name) => ({
  name: `com.acme/${name}`,
  title,
  description: 'Ours.',
  version: '1.0.0',
  remotes: [{ type: 'streamable-http', url: 'https://mcp.acme.example/mcp' }],
})
const write = (path: string, ...entries: object[]) => writeFile(path, JSON.stringify(entries))

/** The titles of what is laid over the catalog, and what is said to be wrong. */
async function now() {
  const { items, problems } = await loadCatalog()
  const own = items.filter((item) => item.entry.name.startsWith('com.acme/'))
  return { titles: own.map((item) => item.entry.title), problems }
}

async function startWith(overlay: string) {
  provideEnv(original, { ...original, JETWAY_CATALOG: overlay })
  return now()
}

describe('a catalog file that breaks while Jetway runs', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    ['is half written', () => writeFile(file, '[{"name": "com.acme/ti'), 'it ends in the middle'],
    ['is emptied', () => writeFile(file, ''), 'it is empty'],
    ['gets a comma too many', () => writeFile(file, '[{},]'), 'a comma too many in line 1'],
    ['gets a wrong entry', () => write(file, entry('tickets', 'New'), { name: 'broken' }), 'entry 2 (broken)'],
    ['is no text any more', () => writeFile(file, Buffer.from([0x80, 0x00])), 'not text in UTF-8'],
    ['is nested beyond measure', () => writeFile(file, `${'['.repeat(50_000)}${']'.repeat(50_000)}`), 'cannot be'],
    ['grows beyond measure', () => writeFile(file, ' '.repeat(16 * 1_048_576 + 1)), 'larger than 16 MB'],
    ['disappears', () => rm(file), 'there is no such file or folder'],
    ['becomes a folder', () => rm(file).then(() => mkdir(file)), 'holds no *.json file any more'],
    ['becomes a link to nowhere', () => rm(file).then(() => symlink('nowhere', file)), 'no such file or folder'],
    ['becomes a link to itself', () => rm(file).then(() => symlink(file, file)), 'no such file or folder'],
  ])('leaves what it held in use, and says so: it %s', async (_, spoil, sentence) => {
    await write(file, entry('tickets'))
    expect(await startWith(file)).toEqual({ titles: ['tickets'], problems: [] })
    await spoil()
    for (const { titles, problems } of [await now(), await now()]) {
      expect(titles).toEqual(['tickets'])
      expect(problems).toEqual([expect.stringContaining(sentence)])
      expect(problems[0]).toContain(file)
    }
    await rm(file, { recursive: true, force: true })
    await write(file, entry('tickets', 'Mended'))
    expect(await now()).toEqual({ titles: ['Mended'], problems: [] })
  })

  test.skipIf(process.getuid?.() === 0)('leaves it in use when it may not be read, until it may', async () => {
    await write(file, entry('tickets'))
    await startWith(file)
    await write(file, entry('tickets', 'New'))
    await chmod(file, 0o000)
    expect(await now()).toMatchObject({ titles: ['tickets'], problems: [/may not be read/] })
    await chmod(file, 0o600)
    expect(await now()).toEqual({ titles: ['New'], problems: [] })
  })

  test('stops the start all the same', async () => {
    await write(file, { name: 'broken' })
    await expect(startWith(file)).rejects.toThrow('entry 1 (broken)')
    await expect(startWith(folder)).rejects.toThrow('entry 1 (broken)')
    await expect(startWith(join(folder, 'none'))).rejects.toThrow('Check JETWAY_CATALOG')
  })

  test('goes into the log once, and so does its end', () => {
    const code = `
      import { rmSync, writeFileSync } from 'node:fs'
      import { loadCatalog } from '#lib/catalog/load-catalog.ts'
      import { provideEnv, readSettings } from '#lib/env.ts'
      const entry = ${JSON.stringify(JSON.stringify(entry('tickets')))}
      writeFileSync(process.env.JETWAY_CATALOG, entry)
      provideEnv({ databaseUrl: '', masterKey: '' }, readSettings())
      await loadCatalog()
      writeFileSync(process.env.JETWAY_CATALOG, '[')
      await Promise.all([loadCatalog(), loadCatalog(), loadCatalog()])
      await loadCatalog()
      writeFileSync(process.env.JETWAY_CATALOG, entry)
      await Promise.all([loadCatalog(), loadCatalog()])`
    const settings = { PATH: process.env.PATH, NODE_ENV: 'test' as const, JETWAY_CATALOG: file }
    const args = ['--input-type=module', '--eval', code]
    const { stderr } = spawnSync(process.execPath, args, { cwd: root, env: settings, encoding: 'utf8' })
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining(`The catalog file ${file} cannot be used: it is not valid JSON`),
      expect.stringContaining('All catalog files can be used again.'),
    ])
  })

  test('is told to admins, and to nobody else', async () => {
    await write(file, entry('tickets'))
    await startWith(file)
    await writeFile(file, '[')
    expect(await listCatalogProblems(await signedIn({ role: 'admin' }))).toEqual([expect.stringContaining(file)])
    for (const role of ['member', 'auditor'] as const)
      await expect(listCatalogProblems(await signedIn({ role }))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(listCatalogProblems(stranger())).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(JSON.stringify(await searchCatalog(await signedIn(), { q: 'tickets' }))).not.toContain('own.json')
  })
})

describe('a catalog folder that changes while Jetway runs', () => {
  const at = (name: string) => join(folder, name)

  test('keeps what a broken file held, and reads the others', async () => {
    await write(at('a.json'), entry('a'))
    await write(at('b.json'), entry('b'))
    await startWith(folder)
    await writeFile(at('a.json'), '[')
    await write(at('b.json'), entry('b', 'B'))
    await write(at('c.json'), entry('c'))
    expect(await now()).toEqual({ titles: ['a', 'B', 'c'], problems: [expect.stringContaining(at('a.json'))] })
    await writeFile(at('d.json'), '{')
    expect((await now()).problems).toHaveLength(2)
    await write(at('a.json'), entry('a', 'A'))
    await write(at('d.json'), entry('d'))
    expect(await now()).toEqual({ titles: ['A', 'B', 'c', 'd'], problems: [] })
  })

  test('lets the entries of a file go that is taken out, but not all of them at once (a disk went away)', async () => {
    await write(at('a.json'), entry('a'))
    await write(at('b.json'), entry('b'))
    await startWith(folder)
    await rm(at('a.json'))
    expect(await now()).toEqual({ titles: ['b'], problems: [] })
    await rm(at('b.json'))
    expect(await now()).toEqual({ titles: ['b'], problems: [expect.stringContaining('holds no *.json file any more')] })
    await rename(folder, `${folder}-gone`)
    expect(await now()).toEqual({
      titles: ['b'],
      problems: [expect.stringContaining('there is no such file or folder')],
    })
    await rename(`${folder}-gone`, folder)
  })

  test('does not look at hidden files, editors’ locks and folders', async () => {
    await write(at('a.json'), entry('a'))
    await writeFile(at('._a.json'), 'of a Mac')
    await symlink('mia@host.1', at('.#a.json'))
    await mkdir(at('folder.json'))
    expect(await startWith(folder)).toEqual({ titles: ['a'], problems: [] })
  })

  test('follows links that are pointed elsewhere in one step, as mounted settings are', async () => {
    for (const version of ['one', 'two']) {
      await mkdir(at(version))
      await write(join(at(version), 'a.json'), entry('a', version))
    }
    await symlink('one', at('..data'))
    await symlink('..data/a.json', at('a.json'))
    expect(await startWith(folder)).toMatchObject({ titles: ['one'] })
    await symlink('two', at('..new'))
    await rename(at('..new'), at('..data'))
    expect(await now()).toMatchObject({ titles: ['two'] })
  })
})

test('two readers at once get one and the same catalog', async () => {
  await write(file, entry('tickets'))
  await startWith(file)
  await write(file, entry('tickets', 'New'))
  const [one, other] = await Promise.all([loadCatalog(), loadCatalog()])
  expect(one).toBe(other)
  expect(one.byName.get('com.acme/tickets')?.entry.title).toBe('New')
})

test('a file that grows by ten megabytes is read', async () => {
  await write(file, entry('tickets'))
  await startWith(file)
  const many = Array.from({ length: 20_000 }, (_, index) => entry(`tickets-${index}`, 'x'.repeat(90)))
  const text = JSON.stringify(many, null, 10)
  expect(text.length).toBeGreaterThan(10_000_000)
  await writeFile(file, text)
  const { titles, problems } = await now()
  expect([titles.length, problems]).toEqual([20_000, []])
})
