import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { getEntry, isSandboxEntry } from '#lib/catalog/get-entry.ts'
import { loadCatalog } from '#lib/catalog/load-catalog.ts'
import { publishedKey } from '#lib/catalog/schema.ts'
import { env, provideEnv } from '#lib/env.ts'
import { signedIn } from '#tests/support/factories/context.ts'

const member = await signedIn()
const original = env()
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jetway-overlay-'))
})

afterEach(async () => {
  provideEnv(original, original)
  await rm(folder, { recursive: true })
})

function lay(path: string): void {
  provideEnv(original, { ...original, JETWAY_CATALOG: path })
}

async function write(name: string, content: unknown): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const own = {
  name: 'com.acme/tickets',
  title: 'Acme Tickets',
  description: 'Tickets of our own.',
  version: '1.0.0',
  remotes: [{ type: 'streamable-http', url: 'https://mcp.acme.example/mcp' }],
}
const sandbox = {
  ...own,
  name: 'com.intercom/mcp',
  title: 'Intercom',
  _meta: { [publishedKey]: { sandbox: true } },
}

describe('the overlay', () => {
  test('adds a new name from a file', async () => {
    lay(await write('own.json', own))
    expect(await getEntry(member, 'com.acme/tickets')).toMatchObject({ title: 'Acme Tickets', key: 'com.acme~tickets' })
    expect((await loadCatalog()).items).toHaveLength(83)
  })

  test('replaces the same name, in its place', async () => {
    lay(await write('own.json', [sandbox]))
    const { items } = await loadCatalog()
    expect(items).toHaveLength(82)
    expect(items[0]?.entry).toMatchObject({ name: 'com.intercom/mcp', description: 'Tickets of our own.' })
  })

  test('says of a sandbox that it is one, and of nothing else', async () => {
    expect(await isSandboxEntry('com.intercom/mcp')).toBe(false)
    lay(await write('own.json', [sandbox]))
    expect(await isSandboxEntry('com.intercom/mcp')).toBe(true)
    expect(await isSandboxEntry('com.slack/mcp')).toBe(false)
    expect(await isSandboxEntry(null)).toBe(false)
  })

  test('reads all JSON files of a folder and nothing else', async () => {
    await write('a.json', own)
    await write('b.json', [{ ...own, name: 'com.acme/wiki' }])
    await write('README.md', 'not an entry')
    lay(folder)
    const { byName } = await loadCatalog()
    expect([byName.has('com.acme/tickets'), byName.has('com.acme/wiki')]).toEqual([true, true])
  })

  test('reads files whose names every object has', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    for (const name of names) await write(`${name}.json`, { ...own, name: `com.acme/${name.replaceAll('_', '')}` })
    lay(folder)
    const { byName, problems } = await loadCatalog()
    expect(problems).toEqual([])
    for (const name of names) expect(byName.has(`com.acme/${name.replaceAll('_', '')}`), name).toBe(true)
    await write('__proto__.json', 'broken')
    expect((await loadCatalog()).problems).toEqual([expect.stringContaining('__proto__.json')])
    expect((await loadCatalog()).byName.has('com.acme/proto')).toBe(true)
  })

  test('is read again when it changes', async () => {
    const path = await write('own.json', own)
    lay(path)
    await loadCatalog()
    await write('own.json', { ...own, title: 'Acme Desk' })
    await utimes(path, new Date(), new Date(Date.now() + 5000))
    expect((await getEntry(member, 'com.acme/tickets')).title).toBe('Acme Desk')
  })

  test('is read once while it stays the same', async () => {
    lay(await write('own.json', own))
    expect(await loadCatalog()).toBe(await loadCatalog())
  })

  test('names the file and the entry that is wrong', async () => {
    lay(await write('own.json', [own, { ...own, name: 'broken', version: 1 }]))
    await expect(loadCatalog()).rejects.toThrow(/own\.json cannot be used: entry 2 \(broken\): (name|version)/)
  })

  test('says so when a file is not JSON', async () => {
    lay(await write('own.json', '{ "name": '))
    await expect(loadCatalog()).rejects.toThrow(/own\.json cannot be used: it is not valid JSON/)
  })

  test('says so when there is nothing at the path', async () => {
    lay(join(folder, 'missing.json'))
    await expect(loadCatalog()).rejects.toThrow(/missing\.json.*Check JETWAY_CATALOG/)
  })

  test('works again once it is mended', async () => {
    const path = await write('own.json', '[')
    lay(path)
    await expect(loadCatalog()).rejects.toMatchObject({ code: 'precondition_failed' })
    await write('own.json', own)
    await loadCatalog()
    expect(await getEntry(member, 'com.acme/tickets')).toMatchObject({ title: 'Acme Tickets' })
  })
})

describe('getEntry', () => {
  test('has everything a page needs about Intercom', async () => {
    const entry = await getEntry(member, 'com.intercom/mcp')
    expect(entry.notes.join(' ')).toMatch(/object_type.*prefixed ids.*SSE/s)
    expect(entry.regions.map(({ label, isSupported }) => [label, isSupported])).toEqual([
      ['US', true],
      ['EU', true],
      ['Australia', false],
    ])
    expect(entry.requiredPermissions).toContain('Read conversations')
    expect(entry.related.map(({ title }) => title)).toEqual(['Slack', 'Gmail'])
  })

  test('knows no other names', async () => {
    await expect(getEntry(member, 'com.example/none')).rejects.toMatchObject({ code: 'not_found' })
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      await expect(getEntry(member, name)).rejects.toMatchObject({ code: 'not_found' })
  })
})
