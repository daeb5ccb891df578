/** The ten tools of Gmail's server. What they answer with is this stand-in's own. There is none that sends or deletes. */
import * as z from 'zod'
import { defineTool, Refusal, type Tool } from '../vendor/tool.ts'
import type { Mail, Mailbox } from './mailbox.ts'

export const reads = 'https://www.googleapis.com/auth/gmail.readonly'
export const writes = 'https://www.googleapis.com/auth/gmail.compose'

const paging = { pageSize: z.number().int().min(1).max(50).default(20), pageToken: z.string().optional() }
const snippetChars = 60

function page<Item>(
  items: readonly Item[],
  { pageSize, pageToken = '0' }: { pageSize: number; pageToken?: string | undefined },
) {
  const start = Number.parseInt(pageToken, 10) || 0
  const isMore = start + pageSize < items.length
  return { items: items.slice(start, start + pageSize), ...(isMore && { nextPageToken: String(start + pageSize) }) }
}

function threadOf({ mails }: Mailbox, id: string): Mail[] {
  const found = mails.filter(({ threadId }) => threadId === id)
  if (found.length === 0) throw new Refusal('Requested entity was not found.')
  return found
}

function mailOf({ mails }: Mailbox, id: string): Mail {
  const found = mails.find((mail) => mail.id === id)
  if (!found) throw new Refusal('Requested entity was not found.')
  return found
}

/** `from:`, `subject:`, `is:unread`, `label:` and words, as people type them. */
function matches(mail: Mail, query: string): boolean {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((term) => {
      const [, key, value = ''] = /^(from|subject|label|is):(.*)$/.exec(term) ?? []
      if (key === 'from') return mail.from.toLowerCase().includes(value)
      if (key === 'subject') return mail.subject.toLowerCase().includes(value)
      if (key === 'label' || key === 'is') return mail.labelIds.some((label) => label.toLowerCase() === value)
      return `${mail.subject} ${mail.body} ${mail.from}`.toLowerCase().includes(term)
    })
}

function setLabels(mails: readonly Mail[], labelIds: readonly string[], isOn: boolean) {
  for (const mail of mails) {
    const others = mail.labelIds.filter((label) => !labelIds.includes(label))
    mail.labelIds = isOn ? [...others, ...labelIds] : others
  }
  return mails.map(({ id, labelIds: now }) => ({ id, labelIds: now }))
}

const ofMail = z.object({ messageId: z.string(), labelIds: z.array(z.string()).min(1) })
const ofThread = z.object({ threadId: z.string(), labelIds: z.array(z.string()).min(1) })

export const gmailTools: Tool<Mailbox>[] = [
  defineTool({
    name: 'search_threads',
    description: 'Finds threads by a Gmail query. Brings ids, headers and snippets; get_thread brings the bodies.',
    scope: reads,
    input: z.object({ query: z.string().default(''), ...paging }),
    run(data: Mailbox, { query, ...at }) {
      const ids = [...new Set(data.mails.filter((mail) => matches(mail, query)).map(({ threadId }) => threadId))]
      const { items, ...next } = page(ids, at)
      const threads = items.map((id) => {
        const [first] = threadOf(data, id)
        return { id, from: first?.from, subject: first?.subject, snippet: first?.body.slice(0, snippetChars) }
      })
      return { threads, ...next }
    },
  }),
  defineTool({
    name: 'get_thread',
    description: 'One thread with the bodies of its mails.',
    scope: reads,
    input: z.object({ threadId: z.string() }),
    run: (data: Mailbox, { threadId }) => ({ id: threadId, messages: threadOf(data, threadId) }),
  }),
  defineTool({
    name: 'get_message',
    description: 'One mail with its body.',
    scope: reads,
    input: z.object({ messageId: z.string() }),
    run: (data: Mailbox, { messageId }) => mailOf(data, messageId),
  }),
  defineTool({
    name: 'list_labels',
    description: 'The labels of the mailbox.',
    scope: reads,
    input: z.object({}),
    run: ({ labels }: Mailbox) => ({ labels }),
  }),
  defineTool({
    name: 'list_drafts',
    description: 'The drafts of the mailbox.',
    scope: reads,
    input: z.object({ query: z.string().default(''), ...paging }),
    run({ drafts }: Mailbox, { query, ...at }) {
      const found = drafts.filter(({ subject, body }) =>
        `${subject} ${body}`.toLowerCase().includes(query.toLowerCase()),
      )
      const { items, ...next } = page(found, at)
      return { drafts: items, ...next }
    },
  }),
  defineTool({
    name: 'create_draft',
    description: 'Writes a draft. Nothing is sent.',
    scope: writes,
    isWriting: true,
    input: z.object({
      to: z.array(z.string()).min(1),
      subject: z.string().default(''),
      body: z.string().default(''),
      replyToMessageId: z.string().optional(),
    }),
    run(data: Mailbox, { to, subject, body, replyToMessageId }) {
      const about = replyToMessageId === undefined ? subject : `Re: ${mailOf(data, replyToMessageId).subject}`
      const draft = { id: `d${data.drafts.length}`, to, subject: about, body }
      data.drafts.push(draft)
      return draft
    },
  }),
  defineTool({
    name: 'label_message',
    description: 'Puts labels on one mail.',
    scope: writes,
    isWriting: true,
    input: ofMail,
    run: (data: Mailbox, { messageId, labelIds }) => setLabels([mailOf(data, messageId)], labelIds, true),
  }),
  defineTool({
    name: 'unlabel_message',
    description: 'Takes labels off one mail.',
    scope: writes,
    isWriting: true,
    input: ofMail,
    run: (data: Mailbox, { messageId, labelIds }) => setLabels([mailOf(data, messageId)], labelIds, false),
  }),
  defineTool({
    name: 'label_thread',
    description: 'Puts labels on all mails of a thread.',
    scope: writes,
    isWriting: true,
    input: ofThread,
    run: (data: Mailbox, { threadId, labelIds }) => setLabels(threadOf(data, threadId), labelIds, true),
  }),
  defineTool({
    name: 'unlabel_thread',
    description: 'Takes labels off all mails of a thread.',
    scope: writes,
    isWriting: true,
    input: ofThread,
    run: (data: Mailbox, { threadId, labelIds }) => setLabels(threadOf(data, threadId), labelIds, false),
  }),
]
