export type Region = 'us' | 'eu'

export interface Person {
  type: 'admin' | 'user' | 'lead' | 'bot'
  id: string
  name: string
  email: string
}

export interface Admin extends Person {
  type: 'admin'
  role: string
}

export interface Tag {
  type: 'tag'
  id: string
  name: string
}

export interface Team {
  type: 'team'
  id: string
  name: string
}

export interface Segment {
  type: 'segment'
  id: string
  name: string
}

export type AttributeValue = string | number | boolean | null
export type Attributes = Record<string, AttributeValue>

export interface ConversationPart {
  type: 'conversation_part'
  id: string
  part_type: string
  body: string | null
  created_at: number
  updated_at: number
  notified_at: number
  assigned_to: { type: 'admin'; id: string } | null
  author: Person
  attachments: never[]
  tags: Tag[]
  redacted: boolean
}

export interface ConversationStatistics {
  type: 'conversation_statistics'
  time_to_assignment: number | null
  time_to_admin_reply: number | null
  time_to_first_close: number | null
  time_to_last_close: number | null
  median_time_to_reply: number | null
  first_contact_reply_at: number
  first_assignment_at: number | null
  first_admin_reply_at: number | null
  first_close_at: number | null
  last_assignment_at: number | null
  last_contact_reply_at: number
  last_admin_reply_at: number | null
  last_close_at: number | null
  last_closed_by_id: string | null
  count_reopens: number
  count_assignments: number
  count_conversation_parts: number
}

export interface AiAgent {
  source_type: string
  source_title: string
  last_answer_type: string
  resolution_state: 'assumed_resolution' | 'confirmed_resolution' | 'routed_to_team' | 'abandoned'
  rating: number | null
  rating_remark: string | null
  content_sources: { type: 'content_source.list'; total_count: number; content_sources: never[] }
}

export interface Conversation {
  type: 'conversation'
  id: string
  workspace_id: string
  title: string
  created_at: number
  updated_at: number
  waiting_since: number | null
  snoozed_until: number | null
  open: boolean
  state: 'open' | 'closed' | 'snoozed'
  read: boolean
  priority: 'priority' | 'not_priority'
  admin_assignee_id: number | null
  team_assignee_id: string | null
  tags: { type: 'tag.list'; tags: Tag[] }
  conversation_rating: { rating: number; remark: string | null; created_at: number } | null
  source: {
    type: string
    id: string
    delivered_as: string
    subject: string
    body: string
    author: Person
    attachments: never[]
    url: string | null
    redacted: boolean
  }
  contacts: { type: 'contact.list'; contacts: { type: 'contact'; id: string; external_id: string }[] }
  teammates: { type: 'admin.list'; teammates: { type: 'admin'; id: string }[] }
  custom_attributes: Attributes
  first_contact_reply: { created_at: number; type: string; url: string | null }
  sla_applied: { type: 'conversation_sla_summary'; sla_name: string; sla_status: string } | null
  statistics: ConversationStatistics
  linked_objects: { type: 'list'; data: never[]; total_count: number; has_more: boolean }
  ticket: { type: 'ticket'; id: string; ticket_state: string } | null
  ai_agent_participated: boolean
  ai_agent: AiAgent | null
}

export interface ContactCompany {
  type: 'company'
  id: string
  name: string
  url: string
}

export interface Contact {
  type: 'contact'
  id: string
  workspace_id: string
  external_id: string
  role: 'user' | 'lead'
  email: string
  email_domain: string
  phone: string | null
  name: string
  owner_id: number | null
  has_hard_bounced: boolean
  marked_email_as_spam: boolean
  unsubscribed_from_emails: boolean
  created_at: number
  updated_at: number
  signed_up_at: number | null
  last_seen_at: number | null
  last_replied_at: number | null
  last_contacted_at: number | null
  browser: string
  browser_version: string
  browser_language: string
  os: string
  location: { type: 'location'; country: string; region: string; city: string }
  custom_attributes: Attributes
  tags: { type: 'list'; data: Tag[]; total_count: number; has_more: boolean }
  notes: { type: 'list'; data: never[]; total_count: number; has_more: boolean }
  companies: { type: 'list'; data: ContactCompany[]; total_count: number; has_more: boolean }
  social_profiles: { type: 'list'; data: never[] }
  avatar: string | null
}

export interface Company {
  type: 'company'
  id: string
  company_id: string
  app_id: string
  workspace_id: string
  name: string
  remote_created_at: number
  created_at: number
  updated_at: number
  last_request_at: number
  monthly_spend: number
  session_count: number
  user_count: number
  size: number
  website: string
  industry: string
  plan: { type: 'plan'; id: string; name: string }
  tags: { type: 'tag.list'; tags: Tag[] }
  segments: { type: 'segment.list'; segments: Segment[] }
  custom_attributes: Attributes
}

export interface Article {
  type: 'article'
  id: string
  workspace_id: string
  parent_id: number | null
  parent_type: 'collection' | 'section' | null
  parent_ids: number[]
  title: string
  description: string
  body: string
  author_id: number
  state: 'published' | 'draft'
  created_at: number
  updated_at: number
  url: string | null
  tags: { type: 'tag.list'; tags: Tag[] }
}

export interface Collection {
  id: number
  name: string
  type: 'collection' | 'section'
}
