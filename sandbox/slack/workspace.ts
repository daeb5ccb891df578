/** What a workspace holds: the same at every start, and changed only by its own tools. */
export interface Member {
  id: string
  name: string
  title: string
  email: string
}

export interface Message {
  /** Slack's name of a message: seconds, and a number within them. */
  ts: string
  user: string
  text: string
  thread?: string
  reactions: string[]
}

export interface Channel {
  id: string
  name: string
  topic: string
  isPrivate: boolean
  messages: Message[]
}

export interface Canvas {
  id: string
  title: string
  markdown: string
}

export interface Workspace {
  id: string
  name: string
  /** Who has signed in. */
  self: Member
  members: Member[]
  channels: Channel[]
  canvases: Canvas[]
  drafts: { channel: string; text: string; postAt?: number }[]
}

type Line = [author: number, text: string, replies?: [author: number, text: string][]]
type Plan = { channel: string; topic: string; isPrivate?: boolean; lines: Line[] }

const startSeconds = 1_795_000_000

const people: Record<string, [name: string, title: string][]> = {
  'Acme Analytics': [
    ['Noah Support', 'Customer support'],
    ['Ines Costa', 'Head of support'],
    ['Tomas Berg', 'Backend engineer'],
    ['Priya Rao', 'Product manager'],
  ],
  'Globex Travel': [
    ['Lena Travel', 'Trip desk'],
    ['Hugo Martin', 'Operations'],
    ['Sofia Lind', 'Partnerships'],
  ],
}

const plans: Record<string, Plan[]> = {
  'Acme Analytics': [
    {
      channel: 'support',
      topic: 'What customers ask',
      lines: [
        [
          1,
          'Exports were slow this morning. If customers ask, the fix is rolling out now.',
          [[0, 'Thanks, two have.']],
        ],
        [0, 'Borealis asks whether dashboards can be shared without an account.', [[3, 'From next month, read only.']]],
        [2, 'The export queue is empty again. Root cause: one tenant with 40,000 columns.'],
      ],
    },
    {
      channel: 'product',
      topic: 'What we build next',
      lines: [
        [3, 'Shared dashboards: scope is frozen, beta on the 12th.'],
        [2, 'Export limits: I would cap columns at 5,000 and say so before the export begins.'],
      ],
    },
    {
      channel: 'leadership',
      topic: 'Plans, not to be shared yet',
      isPrivate: true,
      lines: [[1, 'Support needs one more person in the second quarter.']],
    },
  ],
  'Globex Travel': [
    {
      channel: 'trip-desk',
      topic: 'Travellers who need us now',
      lines: [
        [1, 'Fog in Porto: four groups are stuck until noon.', [[0, 'Hotels are told, vouchers are out.']]],
        [0, 'The Kyoto group wants to stay a day longer.'],
      ],
    },
    {
      channel: 'partners',
      topic: 'Hotels and carriers',
      lines: [[2, 'The new rail contract begins on the first.']],
    },
  ],
}

export const workspaceNames = Object.keys(plans)

export function createWorkspace(name: string): Workspace {
  const digits = workspaceNames.indexOf(name) + 1
  const domain = `${name.split(' ')[0]?.toLowerCase()}.test`
  const members = (people[name] ?? []).map(([full, title], index) => {
    const first = full.split(' ')[0]?.toLowerCase()
    return { id: `U0${digits}${index}`, name: full, title, email: `${first}@${domain}` }
  })
  const [self] = members
  if (!self) throw new Error(`There is no workspace '${name}'`)
  let seconds = startSeconds
  const write = (author: number, text: string, thread?: string): Message => {
    seconds += 1_260
    const ts = `${seconds}.000100`
    return { ts, user: members[author]?.id ?? self.id, text, reactions: [], ...(thread !== undefined && { thread }) }
  }
  const channels = (plans[name] ?? []).map(({ channel, topic, isPrivate = false, lines }, index) => {
    const messages = lines.flatMap(([author, text, replies = []]) => {
      const first = write(author, text)
      return [first, ...replies.map(([by, reply]) => write(by, reply, first.ts))]
    })
    return { id: `C0${digits}${index}`, name: channel, topic, isPrivate, messages }
  })
  const canvases = [
    { id: `F0${digits}0`, title: 'How we answer', markdown: '# How we answer\n\nBriefly, and the same day.' },
  ]
  return { id: `T0${digits}`, name, self, members, channels, canvases, drafts: [] }
}
