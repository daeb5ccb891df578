import { describe, expect, test } from 'vitest'
import { createLinkInput } from '#lib/auth-links/schema.ts'
import { addMemberInput } from '#lib/projects/members/schema.ts'
import { createProjectInput, issueKeyInput, updateProjectInput } from '#lib/projects/schema.ts'
import { connectionPart, updateServerInput } from '#lib/servers/schema.ts'

/** Everything that people name and other people read, by what takes the name. */
const takers = {
  'a new project': createProjectInput.shape.name,
  'a renamed project': updateProjectInput.shape.name,
  'an agent key': issueKeyInput.shape.name,
  'a new server': connectionPart.shape.name,
  'a renamed server': updateServerInput.shape.name,
}

describe.each(Object.entries(takers))('the name of %s', (_, name) => {
  test('is one line of plain text', () => {
    expect(name.parse('  Support, EU (“café”)  ')).toBe('Support, EU (“café”)')
    for (const odd of ['a\nb', 'a\r\nb', 'a\tb', 'a\u0000b', 'a\u001b[31mb', 'a\u0085b', 'a\u2028b', 'a\u2029b'])
      expect(name.safeParse(odd).error?.issues[0]?.message).toBe('Use one line of plain text.')
  })

  test('is there, and not endless', () => {
    expect(name.safeParse(' ').error?.issues[0]?.message).toMatch(/^Give the \w+ a name/)
    expect(name.safeParse('a'.repeat(101)).error?.issues[0]?.message).toMatch(/^Use at most \d+ characters\.$/)
  })
})

test.each([
  ['a member', addMemberInput.shape.email],
  ['an auth link', createLinkInput.shape.email],
])('the address of %s has one spelling and an end', (_, email) => {
  expect(email.parse(' Mia@Example.COM ')).toBe('mia@example.com')
  expect(email.safeParse(`${'a'.repeat(250)}@example.com`).success).toBe(false)
})
