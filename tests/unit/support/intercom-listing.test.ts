import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Contact, Conversation } from '#sandbox/intercom/data/types.ts'
import { type Intercom, startIntercom } from '#sandbox/intercom/start-intercom.ts'
import { openSession, type Session } from './intercom-session.ts'

let intercom: Intercom
let acme: Session

beforeAll(async () => {
  intercom = await startIntercom()
  acme = await openSession(intercom.url, intercom.tokens.acme)
})
afterAll(() => intercom.close())

/** What Intercom documents: parameters, those that are needed marked with a star. */
const tools: Record<string, string> = {
  search: 'query*',
  fetch: 'id*',
  search_conversations: `ids source_type source_author_name source_author_email state open priority contact_ids tag_ids
    team_assignee_id admin_assignee_id created_at updated_at statistics_time_to_assignment statistics_time_to_admin_reply
    statistics_time_to_first_close conversation_rating_score ai_agent_participated ai_agent_resolution_state per_page
    starting_after`,
  get_conversation: 'id*',
  search_contacts: 'contact_ids name email email_domain phone custom_attributes per_page starting_after',
  get_contact: 'id*',
  list_companies: 'name company_id tag_id segment_id per_page page',
  get_company: 'id*',
  list_articles: 'page per_page',
  search_articles: 'phrase state help_center_id highlight',
  get_article: 'id*',
  create_article: 'title* author_id* description body state parent_id parent_type',
  update_article: 'id* title author_id description body state parent_id parent_type',
  add_internal_note: 'conversation_id* body*',
}
const pageMax = 150
const writes = ['create_article', 'update_article', 'add_internal_note']

type Page = { pages: { total_pages: number } }
type Tool = {
  name: string
  description: string
  inputSchema: { type: string; properties: Record<string, unknown>; required?: string[] }
  annotations: { readOnlyHint: boolean }
}

async function listTools(session: Session): Promise<Tool[]> {
  return (await session.request('tools/list')).result?.tools as Tool[]
}

describe('the fourteen tools', () => {
  test('have the names and the parameters of Intercom’s', async () => {
    const listed = (await listTools(acme)).map(({ name, inputSchema: { properties, required = [] } }) => {
      const marked = Object.keys(properties).map((each) => (required.includes(each) ? `${each}*` : each))
      return [name, marked.sort()]
    })
    const expected = Object.entries(tools).map(([name, parameters]) => [name, parameters.split(/\s+/).sort()])
    expect(expected).toHaveLength(14)
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(expected))
  })

  test('say what they do, and which of them write', async () => {
    const listed = await listTools(acme)
    expect(listed.filter(({ annotations }) => !annotations.readOnlyHint).map(({ name }) => name)).toEqual(writes)
    for (const { description, inputSchema } of listed) {
      expect(description).toMatch(/\.$/)
      expect(inputSchema.type).toBe('object')
    }
  })

  test('are listed to every token, whatever it may call', async () => {
    const limited = await openSession(intercom.url, intercom.issueToken('acme', []))
    expect(await listTools(limited)).toEqual(await listTools(acme))
  })
})

describe('each filter finds the records it is about, and no others', () => {
  type Filter<Row> = [name: string, value: (row: Row) => unknown, matches: (row: Row, value: never) => boolean]
  const compared = (read: (row: Conversation) => number | null) =>
    [
      (row: Conversation) => (read(row) === null ? null : { operator: '>=', value: read(row) }),
      (row: Conversation, { value }: { value: number }) => (read(row) ?? -1) >= value,
    ] as const

  const ofConversations: Filter<Conversation>[] = [
    ['ids', ({ id }) => [id], ({ id }, ids: string[]) => ids.includes(id)],
    ['source_type', ({ source }) => source.type, ({ source }, type) => source.type === type],
    [
      'source_author_name',
      ({ source }) => source.author.name.split(' ')[0],
      ({ source }, part) => source.author.name.includes(part),
    ],
    ['source_author_email', ({ source }) => source.author.email, ({ source }, email) => source.author.email === email],
    ['state', ({ state }) => state, ({ state }, value) => state === value],
    ['open', ({ open }) => open, ({ open }, value) => open === value],
    ['priority', ({ priority }) => priority, ({ priority }, value) => priority === value],
    [
      'contact_ids',
      ({ contacts }) => contacts.contacts.map(({ id }) => id),
      ({ contacts }, ids: string[]) => contacts.contacts.some(({ id }) => ids.includes(id)),
    ],
    [
      'tag_ids',
      ({ tags }) => tags.tags.map(({ id }) => id),
      ({ tags }, ids: string[]) => tags.tags.some(({ id }) => ids.includes(id)),
    ],
    ['team_assignee_id', (row) => row.team_assignee_id, (row, id) => row.team_assignee_id === id],
    ['admin_assignee_id', (row) => row.admin_assignee_id, (row, id) => row.admin_assignee_id === id],
    ['created_at', ...compared((row) => row.created_at)],
    ['updated_at', ...compared((row) => row.updated_at)],
    ['statistics_time_to_assignment', ...compared((row) => row.statistics.time_to_assignment)],
    ['statistics_time_to_admin_reply', ...compared((row) => row.statistics.time_to_admin_reply)],
    ['statistics_time_to_first_close', ...compared((row) => row.statistics.time_to_first_close)],
    ['conversation_rating_score', ...compared((row) => row.conversation_rating?.rating ?? null)],
    ['ai_agent_participated', (row) => row.ai_agent_participated, (row, value) => row.ai_agent_participated === value],
    [
      'ai_agent_resolution_state',
      (row) => row.ai_agent?.resolution_state,
      (row, state) => row.ai_agent?.resolution_state === state,
    ],
  ]
  const ofContacts: Filter<Contact>[] = [
    ['contact_ids', ({ id }) => [id], ({ id }, ids: string[]) => ids.includes(id)],
    ['name', ({ name }) => name.split(' ')[0], ({ name }, part) => name.includes(part)],
    ['email', ({ email }) => email, (row, email) => row.email === email],
    ['email_domain', (row) => row.email_domain, (row, domain) => row.email_domain === domain],
    ['phone', ({ phone }) => phone, (row, phone) => row.phone === phone],
    [
      'custom_attributes',
      (row) => ({ plan: row.custom_attributes.plan }),
      (row, { plan }: { plan: string }) => row.custom_attributes.plan === plan,
    ],
  ]

  /** A value that some row has, and that not every row has. */
  function choose<Row>(rows: readonly Row[], [, pick, matches]: Filter<Row>): { value: unknown; expected: Row[] } {
    for (const row of rows) {
      const value = pick(row)
      if (value === null || value === undefined) continue
      const expected = rows.filter((each) => matches(each, value as never))
      if (expected.length > 0 && expected.length < rows.length) return { value, expected }
    }
    throw new Error('No row would show what this filter does.')
  }
  function expectFirstPage(rows: { id: string }[], pages: { total_pages: number }, expected: { id: string }[]): void {
    const ids = new Set(expected.map(({ id }) => id))
    expect(rows.filter(({ id }) => !ids.has(id))).toEqual([])
    expect(rows).toHaveLength(Math.min(pageMax, expected.length))
    expect(pages.total_pages).toBe(Math.ceil(expected.length / pageMax))
  }

  test.each(ofConversations)('search_conversations by %s', async (...filter) => {
    const { value, expected } = choose(intercom.getWorkspace('acme').conversations.rows, filter)
    const input = { [filter[0]]: value, per_page: pageMax }
    const { conversations, pages } = await acme.read<Page & { conversations: Conversation[] }>(
      'search_conversations',
      input,
    )
    expectFirstPage(conversations, pages, expected)
  })

  test.each(ofContacts)('search_contacts by %s', async (...filter) => {
    const { value, expected } = choose(intercom.getWorkspace('acme').contacts.rows, filter)
    const input = { [filter[0]]: value, per_page: pageMax }
    const { data, pages } = await acme.read<Page & { data: Contact[] }>('search_contacts', input)
    expectFirstPage(data, pages, expected)
  })

  test('and the table names every filter there is', () => {
    const paging = ['per_page', 'starting_after']
    const filtersOf = (tool: string) => (tools[tool] ?? '').split(/\s+/).filter((name) => !paging.includes(name))
    expect(ofConversations.map(([name]) => name).sort()).toEqual(filtersOf('search_conversations').sort())
    expect(ofContacts.map(([name]) => name).sort()).toEqual(filtersOf('search_contacts').sort())
  })
})
