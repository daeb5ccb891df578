import { fillTemplate, toParagraphs } from '../phrases/text.ts'
import { type CustomerRequest, followUps, type Topic } from '../phrases/topics.ts'
import type { Ids } from './ids.ts'
import type { Random } from './random.ts'
import type { Admin, ConversationPart, Person } from './types.ts'

const minuteSeconds = 60
const hourSeconds = 3_600

export interface ThreadPlan {
  topic: Topic
  request: CustomerRequest
  values: Readonly<Record<string, string>>
  createdAt: number
  customer: Person
  admin: Admin
  bot: Person | null
  state: 'open' | 'closed' | 'snoozed'
  isAnswered: boolean
}

interface Step {
  partType: string
  author: Person
  body: string | null
  waitSeconds: number
}

/** The parts that follow a first message, in order, times rising. */
export function createThread(plan: ThreadPlan, random: Random, ids: Ids): ConversationPart[] {
  let at = plan.createdAt
  return planSteps(plan, random).map((step) => {
    at += step.waitSeconds
    return createPart({ id: ids.next('part'), partType: step.partType, author: step.author, body: step.body, at })
  })
}

function planSteps(plan: ThreadPlan, random: Random): Step[] {
  const { customer, admin, bot, topic } = plan
  const fill = (text: string) => toParagraphs([fillTemplate(text, plan.values)])
  const minutes = (lowest: number, highest: number) => random.integer(lowest, highest) * minuteSeconds
  const steps: Step[] = []
  if (bot) {
    const body = fill('Thanks for your message. While a colleague has a look, these articles about {product} may help.')
    steps.push({ partType: 'comment', author: bot, body, waitSeconds: random.integer(4, 40) })
  }
  if (!plan.isAnswered) return steps
  steps.push({ partType: 'assignment', author: admin, body: null, waitSeconds: minutes(1, 45) })
  if (random.chance(0.5)) {
    steps.push({ partType: 'note', author: admin, body: fill(topic.note), waitSeconds: minutes(2, 30) })
  }
  steps.push({ partType: 'comment', author: admin, body: fill(plan.request.answer), waitSeconds: minutes(4, 600) })
  if (random.chance(0.7)) {
    steps.push({
      partType: 'comment',
      author: customer,
      body: fill(random.pick(followUps)),
      waitSeconds: minutes(10, 900),
    })
  }
  if (plan.state === 'closed')
    steps.push({ partType: 'close', author: admin, body: null, waitSeconds: minutes(5, 400) })
  if (plan.state === 'snoozed') steps.push({ partType: 'snoozed', author: admin, body: null, waitSeconds: hourSeconds })
  return steps
}

export interface PartInput {
  id: string
  partType: string
  author: Person
  body: string | null
  at: number
}

export function createPart({ id, partType, author, body, at }: PartInput): ConversationPart {
  return {
    type: 'conversation_part',
    id,
    part_type: partType,
    body,
    created_at: at,
    updated_at: at,
    notified_at: at,
    assigned_to: partType === 'assignment' ? { type: 'admin', id: author.id } : null,
    author,
    attachments: [],
    tags: [],
    redacted: false,
  }
}
