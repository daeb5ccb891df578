/** What a mailbox holds: the same at every start, and changed only by its own tools. */
export interface Mail {
  id: string
  threadId: string
  from: string
  to: string
  date: string
  subject: string
  body: string
  labelIds: string[]
}

export interface Draft {
  id: string
  to: string[]
  subject: string
  body: string
}

export interface Mailbox {
  address: string
  mails: Mail[]
  labels: { id: string; name: string }[]
  drafts: Draft[]
}

type Sent = [from: string, subject: string, body: string, labels?: string[]]

const threads: Record<string, Sent[][]> = {
  'noah@acme.test': [
    [['kim@borealis.test', 'Sharing dashboards', 'Can our board see a dashboard without an account each?', ['UNREAD']]],
    [
      ['ada@lumen.test', 'Invoice 2041', 'The invoice names the old address. Could you send it again?'],
      ['noah@acme.test', 'Re: Invoice 2041', 'Of course, it is attached with the new address.', ['SENT']],
      ['ada@lumen.test', 'Re: Invoice 2041', 'Thank you, that was quick.', ['UNREAD']],
    ],
    [['ines@acme.test', 'Rota for December', 'Who takes the week before the holidays?', ['STARRED']]],
  ],
  'lena@globex.test': [
    [
      [
        'group.kyoto@travellers.test',
        'One more night',
        'We would like to stay until Sunday, all eleven of us.',
        ['UNREAD'],
      ],
    ],
    [
      ['desk@hotel-porto.test', 'Vouchers', 'The vouchers have arrived, thank you.'],
      ['lena@globex.test', 'Re: Vouchers', 'Good. Please keep four rooms until noon.', ['SENT']],
    ],
  ],
}

export const addresses = Object.keys(threads)

const systemLabels = ['INBOX', 'SENT', 'UNREAD', 'STARRED', 'IMPORTANT', 'DRAFT'].map((id) => ({ id, name: id }))
const firstDay = Date.UTC(2026, 10, 2, 8)
const hourMs = 3_600_000

export function createMailbox(address: string): Mailbox {
  const mails = (threads[address] ?? []).flatMap((thread, at) =>
    thread.map(([from, subject, body, labels = []], index) => ({
      id: `m${at}${index}`,
      threadId: `t${at}`,
      from,
      to: from === address ? (thread[0]?.[0] ?? address) : address,
      date: new Date(firstDay + (at * 26 + index) * hourMs).toISOString(),
      subject,
      body,
      labelIds: labels.includes('SENT') ? labels : ['INBOX', ...labels],
    })),
  )
  const labels = [...systemLabels, { id: 'Label_1', name: 'Customers' }]
  return { address, mails, labels, drafts: [] }
}
