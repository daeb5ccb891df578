import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Article, Contact, Conversation, ConversationPart } from '#sandbox/intercom/data/types.ts'
import { type Intercom, startIntercom } from '#sandbox/intercom/start-intercom.ts'
import { openSession, type Session } from './intercom-session.ts'

let intercom: Intercom
let acme: Session
let globex: Session

beforeAll(async () => {
  intercom = await startIntercom()
  acme = await openSession(intercom.url, intercom.tokens.acme)
  globex = await openSession(intercom.url, intercom.tokens.globex)
})
afterAll(() => intercom.close())

interface SearchAnswer {
  total_in_page: number
  results: { id: string; title: string; url: string }[]
  pages: { page: number; per_page: number; total_pages: number; next?: { page: number; starting_after: string } }
  _note?: string
}

async function searchAll(session: Session, query: string): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const answer: SearchAnswer = await session.read('search', {
      query: cursor ? `${query} starting_after:${cursor}` : query,
    })
    expect(answer.total_in_page).toBe(answer.results.length)
    expect(answer._note === undefined).toBe(answer.pages.next === undefined)
    ids.push(...answer.results.map((result) => result.id))
    cursor = answer.pages.next?.starting_after
  } while (cursor !== undefined)
  return ids
}

async function expectFailure(
  session: Session,
  tool: string,
  input: Record<string, unknown>,
  message: string,
): Promise<void> {
  const { isError, text } = await session.call(tool, input)
  expect({ isError, text }).toEqual({ isError: true, text: expect.stringContaining(message) })
}

describe('search', () => {
  test('pages through everything a query finds', async () => {
    const ids = await searchAll(acme, 'object_type:conversations limit:150')
    expect(new Set(ids).size).toBe(500)
    const contacts = await searchAll(acme, 'object_type:contacts limit:33')
    expect(new Set(contacts).size).toBe(200)
    expect(contacts.every((id) => id.startsWith('contact_'))).toBe(true)
  })

  test('gives five summaries unless told otherwise', async () => {
    const answer = await acme.read<SearchAnswer>('search', { query: 'object_type:conversations state:open' })
    expect(answer.pages).toMatchObject({ type: 'pages', page: 1, per_page: 5, next: { page: 2 } })
    expect(answer._note).toContain(`starting_after:${answer.pages.next?.starting_after}`)
    expect(answer.results[0]?.url).toContain('https://app.intercom.com/a/inbox/acme/inbox/conversation/')
  })

  test('reports a bad query as a failed tool call', async () => {
    await expectFailure(
      acme,
      'search',
      { query: 'state:open' },
      'Query must specify object_type:conversations or object_type:contacts',
    )
    await expectFailure(acme, 'search', { query: 'object_type:contacts limit:151' }, 'between 1 and 150')
  })
})

test('ids from search open the same record in every spelling', async () => {
  const { results } = await acme.read<SearchAnswer>('search', { query: 'object_type:conversations limit:1' })
  const [{ id, url }] = results as [SearchAnswer['results'][0]]
  const plain = id.replace('conversation_', '')
  const own = url.replace('/inbox/acme/', '/inbox/_/')
  for (const spelling of [id, plain, url, own]) {
    expect(await acme.read('get_conversation', { id: spelling })).toMatchObject({ id: plain, workspace_id: 'acme' })
  }
  for (const spelling of [id, url]) {
    expect(await acme.read('fetch', { id: spelling })).toMatchObject({ id, url, metadata: { workspace_id: 'acme' } })
  }
  const contact =
    (await acme.read<SearchAnswer>('search', { query: 'object_type:contacts limit:1' })).results[0]?.id ?? ''
  const { companies } = await acme.read<Contact>('get_contact', { id: contact })
  const companyId = companies.data[0]?.id
  expect(await acme.read('get_company', { id: `company_${companyId}` })).toMatchObject({
    id: companyId,
    app_id: 'acme',
  })
  expect(await acme.read('fetch', { id: `company_${companyId}` })).toMatchObject({ title: companies.data[0]?.name })
  await expectFailure(acme, 'fetch', { id: plain }, 'must start with conversation_')
  await expectFailure(acme, 'get_contact', { id }, 'is a conversation, not a contact')
})

test('a conversation carries all its parts', async () => {
  const ids = await searchAll(acme, 'object_type:conversations state:closed limit:150')
  const { conversation_parts: parts } = await acme.read<{
    conversation_parts: { conversation_parts: ConversationPart[] }
  }>('get_conversation', { id: ids[0] })
  expect(parts.conversation_parts.map((part) => part.part_type)).toContain('close')
  expect((await acme.read<{ text: string }>('fetch', { id: ids[0] })).text).toContain('[close]')
})

describe('structured searches', () => {
  test('find conversations by their filters', async () => {
    const input = { state: 'closed', source_type: 'email', created_at: { operator: '>', value: 0 }, per_page: 150 }
    const { conversations, ...rest } = await acme.read<{ conversations: Conversation[]; pages: object }>(
      'search_conversations',
      input,
    )
    expect(conversations.length).toBeGreaterThan(10)
    expect(conversations.every(({ state, source }) => state === 'closed' && source.type === 'email')).toBe(true)
    expect(rest.pages).not.toHaveProperty('next')
  })

  test('find contacts by a part of the name, the whole address or an attribute', async () => {
    const [contact] = intercom.getWorkspace('acme').contacts.rows
    const part = contact?.name.split(' ')[0]?.toLowerCase() ?? ''
    const byName = await acme.read<{ data: Contact[] }>('search_contacts', { name: part, per_page: 150 })
    expect(byName.data.map(({ id }) => id)).toContain(contact?.id)
    expect(await acme.read('search_contacts', { email: contact?.email })).toMatchObject({ total_in_page: 1 })
    expect(await acme.read('search_contacts', { email: contact?.email.slice(1) })).toMatchObject({ total_in_page: 0 })
    const pro = await acme.read<{ data: Contact[] }>('search_contacts', { custom_attributes: { plan: 'Pro' } })
    expect(pro.data.every((each) => each.custom_attributes.plan === 'Pro')).toBe(true)
  })

  test('refuse paging alone, unknown names, wrong types and pages that are too large', async () => {
    for (const tool of ['search_contacts', 'search_conversations']) {
      await expectFailure(acme, tool, { per_page: 10 }, 'At least one search parameter must be provided')
    }
    await expectFailure(acme, 'search_conversations', { assignee: 1 }, "unknown key 'assignee'")
    await expectFailure(acme, 'search_conversations', { source_type: 'chat' }, 'source_type must be one of')
    await expectFailure(acme, 'search_conversations', { team_assignee_id: 5 }, 'team_assignee_id must be a string')
    await expectFailure(
      acme,
      'search_conversations',
      { created_at: { operator: '~', value: 1 } },
      'operator must be one of',
    )
    await expectFailure(acme, 'search_contacts', { name: 'a', per_page: 151 }, 'per_page must be at most 150')
    await expectFailure(acme, 'search', {}, 'query is required')
  })

  test('tell an unknown tool from a failing one', async () => {
    expect((await acme.request('tools/call', { name: 'submit' })).error).toEqual({
      code: -32602,
      message: 'Unknown tool: submit',
    })
  })
})

test('lists companies by page and finds one by its name', async () => {
  const first = await acme.read<{ data: { name: string }[]; total_count: number }>('list_companies')
  expect(first).toMatchObject({ total_count: 32, pages: { page: 1, per_page: 15, total_pages: 3 } })
  expect(await acme.read('list_companies', { page: 3 })).toMatchObject({ data: { length: 2 } })
  const name = first.data[4]?.name
  expect(await acme.read('list_companies', { name })).toMatchObject({ type: 'company', name })
  await expectFailure(acme, 'list_companies', { per_page: 61 }, 'per_page must be at most 60')
  await expectFailure(acme, 'list_companies', { name: 'Nobody' }, '"code":"not_found"')
})

test('refuses what the token was not permitted', async () => {
  const limited = await openSession(intercom.url, intercom.tokens.acmeWithoutArticles)
  for (const tool of ['list_articles', 'search_articles']) {
    await expectFailure(limited, tool, {}, '"code":"token_unauthorized"')
  }
  const readOnly = await openSession(intercom.url, intercom.issueToken('acme', ['read_conversations']))
  const { id = '' } = intercom.getWorkspace('acme').conversations.rows[0] ?? {}
  await expectFailure(readOnly, 'add_internal_note', { conversation_id: id, body: 'x' }, '"code":"token_unauthorized"')
  await expectFailure(readOnly, 'search', { query: 'object_type:contacts' }, '"code":"token_unauthorized"')
  expect(await readOnly.read('get_conversation', { id })).toMatchObject({ id })
})

test('two workspaces share no ids, and neither reaches records of the other', async () => {
  const workspaces = ['acme', 'globex', 'nordlicht'].map((id) => intercom.getWorkspace(id))
  const ids = workspaces.flatMap(({ conversations, contacts, companies, articles, admins, teams, tags }) =>
    [...conversations.rows, ...contacts.rows, ...companies.rows, ...articles.rows, ...admins, ...teams, ...tags].map(
      ({ id }) => id,
    ),
  )
  expect(new Set(ids).size).toBe(ids.length)
  const [result] = (await acme.read<SearchAnswer>('search', { query: 'object_type:conversations limit:1' })).results
  for (const spelling of [result?.id, result?.url]) {
    await expectFailure(globex, 'get_conversation', { id: spelling }, '"code":"not_found"')
  }
})

test('the same seed gives the same data in every run', async () => {
  const again = await startIntercom()
  const [first, second] = [intercom, again].map((each) => each.getWorkspace('nordlicht'))
  expect(second?.conversations.rows).toEqual(first?.conversations.rows)
  expect(again.tokens).toEqual(intercom.tokens)
  await again.close()
})

describe('writes', () => {
  test('create an article as a draft and change it', async () => {
    const authorId = Number(intercom.getWorkspace('acme').admins[0]?.id)
    const draft = await acme.read<Article>('create_article', { title: 'New here', author_id: authorId })
    expect(draft).toMatchObject({ state: 'draft', url: null, workspace_id: 'acme' })
    await acme.read('update_article', { id: draft.id, state: 'published', body: '<p>Welcome</p>' })
    expect(await acme.read('get_article', { id: draft.id })).toMatchObject({
      title: 'New here',
      state: 'published',
      body: '<p>Welcome</p>',
      url: expect.stringContaining('new-here'),
    })
    expect(await acme.read('list_articles', { per_page: 1 })).toMatchObject({ data: [{ id: draft.id }] })
    expect(await acme.read('search_articles', { phrase: 'welcome', highlight: true })).toMatchObject({
      data: { articles: [{ id: draft.id }], highlights: [{ article_id: draft.id }] },
    })
    await expectFailure(globex, 'get_article', { id: draft.id }, '"code":"not_found"')
  })

  test('refuse an article without an author of the workspace, a parent without its type, and an empty change', async () => {
    const authorId = Number(intercom.getWorkspace('acme').admins[0]?.id)
    await expectFailure(acme, 'create_article', { title: 'A', author_id: 1 }, 'author_id')
    await expectFailure(
      acme,
      'create_article',
      { title: 'A', author_id: authorId, parent_id: 1 },
      'must be given together',
    )
    const { id = '' } = intercom.getWorkspace('acme').articles.rows[0] ?? {}
    await expectFailure(acme, 'update_article', { id }, 'At least one field')
  })

  test('add a note that wakes up a snoozed conversation of somebody else', async () => {
    const { admins, conversations } = intercom.getWorkspace('acme')
    const own = Number(admins[0]?.id)
    const row = conversations.rows.find(
      (each) => each.state === 'snoozed' && each.admin_assignee_id !== own && each.ticket === null,
    )
    const id = row?.id ?? ''
    const note = await acme.read('add_internal_note', {
      conversation_id: `conversation_${id}`,
      body: '<p>One</p>\n<p>Two</p>',
    })
    expect(note).toMatchObject({
      part_type: 'note_and_unsnooze',
      body: '<p>One</p><p></p><p>Two</p>',
      author: { id: String(own), type: 'admin' },
    })
    const after = await acme.read<Conversation & { conversation_parts: object }>('get_conversation', { id })
    expect(after).toMatchObject({ state: 'open', open: true, snoozed_until: null })
    expect(await acme.read('add_internal_note', { conversation_id: id, body: 'plain' })).toMatchObject({
      part_type: 'note',
      body: '<p>plain</p>',
    })
  })

  test('refuse a note on a ticket', async () => {
    const ticket = intercom.getWorkspace('acme').conversations.rows.find((row) => row.ticket !== null)
    await expectFailure(acme, 'add_internal_note', { conversation_id: ticket?.id, body: 'x' }, '"code":"unauthorized"')
  })
})
