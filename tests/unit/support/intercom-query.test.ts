import { describe, expect, test } from 'vitest'
import type { Contact, Conversation } from '#sandbox/intercom/data/types.ts'
import { createWorkspace } from '#sandbox/intercom/data/workspace.ts'
import { contactFields, conversationFields } from '#sandbox/intercom/query/fields.ts'
import { createMatcher } from '#sandbox/intercom/query/match.ts'
import { type CursorPage, pageByCursor } from '#sandbox/intercom/query/paging.ts'
import { parseQuery } from '#sandbox/intercom/query/parse.ts'

const workspace = createWorkspace({ id: 'query-test', product: 'Testbench' })
const conversations = workspace.conversations.rows
const contacts = workspace.contacts.rows

function findConversations(filters: string): Conversation[] {
  return conversations.filter(
    createMatcher(conversationFields, parseQuery(`object_type:conversations ${filters}`).filters),
  )
}

function findContacts(filters: string): Contact[] {
  return contacts.filter(createMatcher(contactFields, parseQuery(`object_type:contacts ${filters}`).filters))
}

function expectConversations(filters: string, test: (conversation: Conversation) => boolean): void {
  const expected = conversations.filter(test)
  expect(findConversations(filters)).toEqual(expected)
  expect(expected.length).toBeGreaterThan(0)
  expect(expected.length).toBeLessThan(conversations.length)
}

describe('operators', () => {
  test('eq is the default', () => {
    expectConversations('state:open', (row) => row.state === 'open')
    expectConversations('state:eq:open', (row) => row.state === 'open')
  })

  test('neq keeps rows without a value', () => {
    const teamId = workspace.teams[0]?.id
    expectConversations(`team_assignee_id:neq:${teamId}`, (row) => row.team_assignee_id !== teamId)
  })

  test('gt, gte, lt and lte compare numbers and leave rows without a value out', () => {
    const bound =
      conversations.find((row) => row.statistics.time_to_admin_reply !== null)?.statistics.time_to_admin_reply ?? 0
    const field = 'statistics_time_to_admin_reply'
    const reply = (row: Conversation) => row.statistics.time_to_admin_reply
    expectConversations(`${field}:gt:${bound}`, (row) => (reply(row) ?? -1) > bound)
    expectConversations(`${field}:gte:${bound}`, (row) => (reply(row) ?? -1) >= bound)
    expectConversations(`${field}:lt:${bound}`, (row) => (reply(row) ?? Infinity) < bound)
    expectConversations(`${field}:lte:${bound}`, (row) => (reply(row) ?? Infinity) <= bound)
  })

  test('in and nin take a list', () => {
    expectConversations('state:in:open,snoozed', (row) => row.state !== 'closed')
    expectConversations('state:nin:open,snoozed', (row) => row.state === 'closed')
    const [first, second] = workspace.admins.map((admin) => Number(admin.id))
    expectConversations(`admin_assignee_id:in:${first},${second}`, (row) =>
      [first, second].includes(row.admin_assignee_id ?? undefined),
    )
  })

  test('in looks into a list of ids', () => {
    const contactId = conversations[0]?.contacts.contacts[0]?.id
    expectConversations(`contact_ids:in:${contactId}`, (row) =>
      row.contacts.contacts.some(({ id }) => id === contactId),
    )
  })

  test('contains finds a part of a text, whatever the case', () => {
    expectConversations('source_body:contains:"REFUND"', (row) => row.source.body.toLowerCase().includes('refund'))
    expectConversations('source_subject:contains:payout', (row) => row.title.toLowerCase().includes('payout'))
  })

  test('eq on a body matches a word, not a part of one', () => {
    expect(findConversations('source_body:refun')).toEqual([])
    expect(findConversations('source_body:refund').length).toBeGreaterThan(0)
  })

  test.each([
    ['state:like:open', "Unsupported operator 'like' for field 'state'"],
    ['state:gt:open', "Unsupported operator 'gt' for field 'state'"],
    ['created_at:contains:2026', "Unsupported operator 'contains' for field 'created_at'"],
    ['limit:gt:5', "Unsupported operator 'gt' for field 'limit'"],
  ])('refuses %s', (filter, message) => {
    expect(() => findConversations(filter)).toThrow(message)
  })
})

describe('values', () => {
  test('quotes keep spaces and colons together', () => {
    const name = contacts[0]?.name
    expect(findContacts(`name:"${name}"`).every((row) => row.name === name)).toBe(true)
    expect(parseQuery('object_type:contacts name:"a: b"').filters).toEqual([
      { field: 'name', operator: 'eq', value: 'a: b' },
    ])
  })

  test('several filters must all match', () => {
    expectConversations('state:open priority:priority', (row) => row.state === 'open' && row.priority === 'priority')
  })

  test('q searches subject, body and author for every word', () => {
    const found = findConversations('q:"campaign stopped sending"')
    expect(found.length).toBeGreaterThan(0)
    expect(found.every((row) => /campaign/i.test(row.source.body + row.source.subject))).toBe(true)
  })

  test('a date is a whole day in UTC', () => {
    const day = new Date((conversations[100]?.created_at ?? 0) * 1_000).toISOString().slice(0, 10)
    const start = Date.parse(`${day}T00:00:00Z`) / 1_000
    expectConversations(`created_at:${day}`, (row) => row.created_at >= start && row.created_at < start + 86_400)
    expectConversations(`created_at:gt:${day}`, (row) => row.created_at >= start + 86_400)
    expectConversations(`created_at:lt:${start}`, (row) => row.created_at < start)
  })

  test('custom attributes of contacts are searched by their key', () => {
    expect(findContacts('custom_attributes.plan:Pro')).toEqual(
      contacts.filter((row) => row.custom_attributes.plan === 'Pro'),
    )
    const many = contacts.filter((row) => Number(row.custom_attributes.seats) > 30)
    expect(findContacts('custom_attributes.seats:gt:30')).toEqual(many)
  })

  test.each([
    ['state:opened', "Invalid value 'opened' for field 'state'"],
    ['created_at:gt:yesterday', 'Use Unix seconds or YYYY-MM-DD'],
    ['created_at:gt:2026-13-40', 'Use Unix seconds or YYYY-MM-DD'],
    ['admin_assignee_id:me', 'A number is needed'],
    ['read:yes', 'Allowed values: true, false'],
    ['state', "Cannot read 'state'"],
    ['state:', "Cannot read 'state:'"],
    ['q:"open', 'Unclosed quote'],
  ])('refuses %s', (filter, message) => {
    expect(() => findConversations(filter)).toThrow(message)
  })
})

describe('parseQuery', () => {
  test.each(['state:open', '', 'object_type:tickets state:open', 'object_type:conversation'])(
    'needs an object type: %j',
    (query) => {
      expect(() => parseQuery(query)).toThrow('Query must specify object_type:conversations or object_type:contacts')
    },
  )

  test('names an unknown key and the supported ones', () => {
    expect(() => parseQuery('object_type:conversations foo:bar')).toThrow(
      /^Unknown field 'foo' for conversations\. Supported fields: .*source_type/,
    )
    expect(() => parseQuery('object_type:contacts state:open')).toThrow("Unknown field 'state' for contacts")
  })

  test.each([
    ['', 5],
    [' limit:1', 1],
    [' limit:150', 150],
  ])('reads the limit of "%s" as %i', (suffix, limit) => {
    expect(parseQuery(`object_type:contacts${suffix}`).limit).toBe(limit)
  })

  test.each(['0', '151', '-1', '2.5', 'many'])('refuses a limit of %s', (limit) => {
    expect(() => parseQuery(`object_type:contacts limit:${limit}`)).toThrow(
      'limit must be a whole number between 1 and 150',
    )
  })

  test('refuses a limit given twice', () => {
    expect(() => parseQuery('object_type:contacts limit:5 limit:6')).toThrow("'limit' may be given only once")
  })
})

describe('pageByCursor', () => {
  test('visits every matching row once', () => {
    const matching = conversations.filter((row) => row.state === 'closed')
    const seen: string[] = []
    let startingAfter: string | null = null
    do {
      const { rows, pages }: CursorPage<Conversation> = pageByCursor(workspace.conversations, matching, {
        perPage: 7,
        startingAfter,
      })
      seen.push(...rows.map((row) => row.id))
      expect(pages.total_pages).toBe(Math.ceil(matching.length / 7))
      startingAfter = pages.next?.starting_after ?? null
    } while (startingAfter !== null)
    expect(seen).toEqual(matching.map((row) => row.id))
  })

  test('refuses a cursor of another workspace', () => {
    const stranger = createWorkspace({ id: 'stranger', conversations: 10 })
    const page = pageByCursor(stranger.conversations, stranger.conversations.rows, { perPage: 5, startingAfter: null })
    const startingAfter = page.pages.next?.starting_after ?? ''
    expect(startingAfter).toMatch(/^cursor_/)
    expect(() => pageByCursor(workspace.conversations, conversations, { perPage: 5, startingAfter })).toThrow(
      'Invalid starting_after cursor',
    )
  })
})
