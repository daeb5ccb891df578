import { describe, expect, test } from 'vitest'
import { freeSlug, toSlug } from '#lib/servers/slug.ts'

describe('toSlug', () => {
  test.each([
    ['Intercom', 'intercom'],
    ['Atlassian (Jira, Confluence)', 'atlassian-jira-confluence'],
    ['monday.com', 'monday-com'],
    ['Café Zürich', 'cafe-zurich'],
    ['  ', 'server'],
    ['日本', 'server'],
    ['A name that is far longer than thirty-two characters', 'a-name-that-is-far-longer-than-t'],
  ])('makes %j %s', (name, slug) => {
    expect(toSlug(name)).toBe(slug)
  })
})

describe('freeSlug', () => {
  test('counts up from two', () => {
    expect(freeSlug('intercom', new Set())).toBe('intercom')
    expect(freeSlug('intercom', new Set(['intercom', 'intercom-2']))).toBe('intercom-3')
  })

  test('stays within 32 characters', () => {
    const long = 'x'.repeat(32)
    expect(freeSlug(long, new Set([long]))).toBe(`${'x'.repeat(30)}-2`)
  })
})
