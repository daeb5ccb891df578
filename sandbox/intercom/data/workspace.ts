import { topics } from '../phrases/topics.ts'
import { collectionNames, segmentNames, teamNames } from '../phrases/words.ts'
import { createArticles } from './articles.ts'
import { type ConversationRecord, createConversations } from './conversations.ts'
import { createIds, type Ids } from './ids.ts'
import { createAdmins, createCompanies, createContacts } from './people.ts'
import { createRandom, hashText } from './random.ts'
import { createTable, type Table } from './table.ts'
import type {
  Admin,
  Article,
  Collection,
  Company,
  Contact,
  Conversation,
  ConversationPart,
  Region,
  Segment,
  Tag,
  Team,
} from './types.ts'

export interface WorkspaceOptions {
  /** Lower-case letters, digits and hyphens; part of every record and address of the workspace. */
  id: string
  region?: Region
  name?: string
  /** What the workspace's customers write about. */
  product?: string
  seed?: number
  conversations?: number
  contacts?: number
  companies?: number
  /** Unix seconds; the generated past ends here. */
  now?: number
}

export interface Workspace {
  id: string
  name: string
  region: Region
  helpCenterId: number
  ids: Ids
  admins: readonly Admin[]
  teams: readonly Team[]
  tags: readonly Tag[]
  segments: readonly Segment[]
  collections: readonly Collection[]
  companies: Table<Company>
  contacts: Table<Contact>
  conversations: Table<Conversation>
  parts: Map<string, ConversationPart[]>
  articles: Table<Article>
}

const defaultNow = Date.UTC(2026, 9, 20) / 1_000

/** The same options give the same workspace, down to every id. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { id, region = 'us', name = id, product = name, now = defaultNow } = options
  const random = createRandom(options.seed ?? hashText(id))
  const ids = createIds(id)
  const tags = topics.map((topic): Tag => ({ type: 'tag', id: ids.next('tag'), name: topic.tag }))
  const teams = teamNames.map((team): Team => ({ type: 'team', id: ids.next('team'), name: team }))
  const segments = segmentNames.map((segment): Segment => ({ type: 'segment', id: ids.object(random), name: segment }))
  const collections = createCollections(ids)
  const people = { workspaceId: id, random, ids, now, tags, segments }
  const admins = createAdmins(people, 6)
  const companies = createCompanies(people, options.companies ?? 32)
  const contacts = createContacts(people, companies, options.contacts ?? 200)
  const shared = { workspaceId: id, product, random, ids, now, admins }
  const records = createConversations({ ...shared, teams, tags, contacts }, options.conversations ?? 500)
  const articles = createArticles({ ...shared, collections })
  return {
    id,
    name,
    region,
    helpCenterId: Number(ids.next('collection')),
    ids,
    admins,
    teams,
    tags,
    segments,
    collections,
    companies: createTable(companies),
    contacts: createTable(contacts),
    conversations: createTable(records.map((record) => record.conversation)),
    parts: toPartsById(records),
    articles: createTable(articles),
  }
}

function createCollections(ids: Ids): Collection[] {
  return collectionNames.map((name, index) => ({
    id: Number(ids.next('collection')),
    name,
    type: index % 2 === 0 ? 'collection' : 'section',
  }))
}

function toPartsById(records: readonly ConversationRecord[]): Map<string, ConversationPart[]> {
  return new Map(records.map(({ conversation, parts }) => [conversation.id, parts]))
}
