import { describe, expect, test } from 'vitest'
import { searchCatalog } from '#lib/catalog/search-catalog.ts'
import { contextFor, signedIn, stranger } from '#tests/support/factories/context.ts'

const member = await signedIn()

async function titles(input: Parameters<typeof searchCatalog>[1]) {
  return (await searchCatalog(member, input)).entries.map(({ title }) => title)
}

describe('searchCatalog', () => {
  test('shows everything, a page at a time, without a gap or a double', async () => {
    const names: string[] = []
    for (let cursor: number | undefined = 0; cursor !== undefined; ) {
      const page = await searchCatalog(member, { cursor })
      names.push(...page.entries.map(({ name }) => name))
      expect(page.total).toBe(82)
      cursor = page.older
    }
    expect(new Set(names).size).toBe(82)
    expect(names).toHaveLength(82)
  })

  test('leads back to the page before', async () => {
    expect(await searchCatalog(member, { cursor: 24 })).toMatchObject({ newer: 0, older: 48 })
    expect(await searchCatalog(member, { cursor: 0 })).not.toHaveProperty('newer')
  })

  test('finds a name while it is being typed, the closest first', async () => {
    expect((await titles({ q: 'inter' }))[0]).toBe('Intercom')
    expect((await titles({ q: 'LINEAR' }))[0]).toBe('Linear')
    expect(await titles({ q: 'intercom' })).toEqual(['Intercom'])
  })

  test('finds by description and by category', async () => {
    expect(await titles({ q: 'help articles' })).toContain('Intercom')
    expect(await titles({ q: 'customer support' })).toContain('Intercom')
  })

  test('wants every word', async () => {
    expect(await titles({ q: 'intercom kubernetes' })).toEqual([])
  })

  test.each(['.*', '%', '(', '\\', '"', '💥', ' '.repeat(50)])('takes %j as it is', async (q) => {
    const { entries } = await searchCatalog(member, { q })
    const texts = entries.map(({ title, name, description }) => `${title} ${name} ${description}`)
    expect(texts.filter((text) => !text.includes(q.trim()))).toEqual([])
  })

  test('narrows to a category and counts it', async () => {
    const { entries, total, categories } = await searchCatalog(member, { category: 'Hosting' })
    expect(entries.every((entry) => entry.categories.includes('Hosting'))).toBe(true)
    expect(categories.find(({ name }) => name === 'Hosting')?.count).toBe(total)
  })

  test.each(['header', 'none', 'oauth'] as const)('narrows to sign-in by %s', async (signIn) => {
    const { entries } = await searchCatalog(member, { signIn })
    expect(entries.length).toBeGreaterThan(0)
    expect(entries.every(({ methods }) => methods.includes(signIn))).toBe(true)
  })

  test('narrows to secrets in the address', async () => {
    expect((await titles({ signIn: 'url' })).sort()).toEqual(['Bright Data', 'Firecrawl', 'Tavily'])
  })

  test('marks what cannot be added with the reason', async () => {
    const { entries } = await searchCatalog(member, { q: 'plaid' })
    expect(entries[0]).toMatchObject({ whyNot: expect.stringContaining('old SSE transport') })
    expect((await searchCatalog(member, { q: 'intercom' })).entries[0]).not.toHaveProperty('whyNot')
  })

  test('survives nonsense in the address bar', async () => {
    const page = await searchCatalog(member, { q: 'x'.repeat(5000), cursor: 'abc', signIn: 'no' as 'none' })
    expect(page.total).toBe(82)
  })

  test('is for members only', async () => {
    await expect(searchCatalog(stranger())).rejects.toMatchObject({ code: 'unauthenticated' })
    const { organizationId, personId } = member.actor
    const key = contextFor({ kind: 'agentKey', organizationId, personId, keyId: 'k', projectId: 'p' })
    await expect(searchCatalog(key)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
