import { toSlug } from '../phrases/text.ts'
import { adminRoles, companyKinds, companyWords, firstNames, lastNames, places, plans } from '../phrases/words.ts'
import type { Ids } from './ids.ts'
import type { Random } from './random.ts'
import type { Admin, Company, Contact, Segment, Tag } from './types.ts'

const daySeconds = 86_400

export interface PeopleContext {
  workspaceId: string
  random: Random
  ids: Ids
  now: number
  tags: readonly Tag[]
  segments: readonly Segment[]
}

export function createAdmins({ random, ids, workspaceId }: PeopleContext, count: number): Admin[] {
  return Array.from({ length: count }, (_unused, index) => {
    const name = `${random.pick(firstNames)} ${random.pick(lastNames)}`
    const role = adminRoles[index % adminRoles.length] ?? adminRoles[0]
    return { type: 'admin', id: ids.next('admin'), name, role, email: `${toSlug(name)}@${workspaceId}.example` }
  })
}

export function createCompanies(context: PeopleContext, count: number): Company[] {
  return Array.from({ length: count }, (_unused, index) => createCompany(context, index))
}

function createCompany({ random, ids, workspaceId, now, tags, segments }: PeopleContext, index: number): Company {
  const word = companyWords[(index * 7) % companyWords.length] ?? companyWords[0]
  const kind = random.pick(companyKinds)
  const plan = random.pick(plans)
  const size = random.integer(8, 900)
  const createdAt = now - random.integer(200, 1_000) * daySeconds
  const name = `${word} ${kind.suffix}`
  return {
    type: 'company',
    id: ids.object(random),
    company_id: `${workspaceId}-${1_000 + index}`,
    app_id: workspaceId,
    workspace_id: workspaceId,
    name,
    remote_created_at: createdAt,
    created_at: createdAt,
    updated_at: now - random.integer(1, 90) * daySeconds,
    last_request_at: now - random.integer(0, 20) * daySeconds,
    monthly_spend: random.integer(1, 90) * 50,
    session_count: random.integer(20, 9_000),
    user_count: Math.max(1, Math.round(size / random.integer(2, 9))),
    size,
    website: `https://www.${toSlug(name)}.example`,
    industry: kind.industry,
    plan: { type: 'plan', id: String(plans.indexOf(plan) + 1), name: plan },
    tags: { type: 'tag.list', tags: random.chance(0.4) ? [random.pick(tags)] : [] },
    segments: { type: 'segment.list', segments: [random.pick(segments)] },
    custom_attributes: { renewal_month: random.integer(1, 12), uses_sso: random.chance(0.3) },
  }
}

export function createContacts(context: PeopleContext, companies: readonly Company[], count: number): Contact[] {
  const contacts = Array.from({ length: count }, (_unused, index) =>
    createContact(context, context.random.pick(companies), index),
  )
  return contacts.sort((left, right) => right.created_at - left.created_at)
}

function createContact(context: PeopleContext, company: Company, index: number): Contact {
  const { random, ids, workspaceId, now } = context
  const name = `${random.pick(firstNames)} ${random.pick(lastNames)}`
  const domain = `${toSlug(company.name)}.example`
  const role = random.chance(0.8) ? 'user' : 'lead'
  const createdAt = now - random.integer(10, 700) * daySeconds - random.integer(0, daySeconds)
  const seenAt = now - random.integer(0, 9) * daySeconds - random.integer(0, daySeconds)
  const companyReference = {
    type: 'company',
    id: company.id,
    name: company.name,
    url: `/companies/${company.id}`,
  } as const
  return {
    type: 'contact',
    id: ids.object(random),
    workspace_id: workspaceId,
    external_id: `${workspaceId}-user-${index + 1}`,
    role,
    email: `${toSlug(name)}.${index + 1}@${domain}`,
    email_domain: domain,
    ...createPlace(random),
    name,
    owner_id: null,
    has_hard_bounced: random.chance(0.03),
    marked_email_as_spam: false,
    unsubscribed_from_emails: random.chance(0.12),
    created_at: createdAt,
    updated_at: seenAt,
    signed_up_at: role === 'user' ? createdAt : null,
    last_seen_at: seenAt,
    last_replied_at: random.chance(0.6) ? seenAt - 3_600 : null,
    last_contacted_at: random.chance(0.7) ? seenAt - 7_200 : null,
    custom_attributes: {
      plan: company.plan.name,
      seats: random.integer(2, 60),
      job_title: random.pick(['Operations lead', 'Founder', 'Analyst', 'Office manager', 'Developer']),
      beta_tester: random.chance(0.15),
    },
    tags: toList(random.chance(0.3) ? [random.pick(context.tags)] : []),
    notes: toList([]),
    companies: toList([companyReference]),
    social_profiles: { type: 'list', data: [] },
    avatar: null,
  }
}

function createPlace(random: Random) {
  const place = random.pick(places)
  return {
    phone: random.chance(0.75) ? `${place.dialling} ${random.integer(1_000, 9_999)}` : null,
    browser: random.pick(['chrome', 'firefox', 'safari', 'edge']),
    browser_version: String(random.integer(110, 148)),
    browser_language: random.pick(['en', 'de', 'es', 'pt', 'ja', 'sv']),
    os: random.pick(['Windows 11', 'macOS 15.3', 'Ubuntu 24.04', 'iOS 19.1', 'Android 16']),
    location: { type: 'location', country: place.country, region: place.region, city: place.city } as const,
  }
}

function toList<Item>(data: Item[]): { type: 'list'; data: Item[]; total_count: number; has_more: boolean } {
  return { type: 'list', data, total_count: data.length, has_more: false }
}
