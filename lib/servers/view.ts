import { isSandboxEntry } from '#lib/catalog/get-entry.ts'
import { toEntryKey } from '#lib/catalog/schema.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { CredentialMode, Reach } from '#lib/db/generated/enums.ts'
import { inputRowFields, toInputs } from './inputs/input-rows.ts'
import type { Input } from './inputs/schema.ts'

/** Never the secret. */
const oauthFields = { issuer: true, clientId: true, madeBy: true, scopes: true, redirectUri: true } as const

export type OauthView = Prisma.OAuthClientGetPayload<{ select: typeof oauthFields }>

export const serverFields = {
  id: true,
  organizationId: true,
  entryName: true,
  name: true,
  slug: true,
  description: true,
  url: true,
  transport: true,
  region: true,
  credentialMode: true,
  reach: true,
  reachReason: true,
  checkedAt: true,
  era: true,
  mcpVersion: true,
  serverName: true,
  createdAt: true,
  inputs: { orderBy: { position: 'asc' }, select: inputRowFields },
  oauthClient: { select: oauthFields },
} satisfies Prisma.ServerSelect

type ServerRow = Prisma.ServerGetPayload<{ select: typeof serverFields }>

export type ServerView = {
  id: string
  entryKey: string | null
  name: string
  slug: string
  description: string
  url: string
  transport: string
  region: string | null
  credentialMode: CredentialMode
  reach: Reach
  reachReason: string | null
  checkedAt: Date | null
  era: string | null
  mcpVersion: string | null
  serverName: string | null
  createdAt: Date
  isSandbox: boolean
  inputs: Input[]
  oauth: OauthView | null
}

export async function toServerView(row: ServerRow): Promise<ServerView> {
  const { organizationId: _, entryName, inputs, oauthClient, ...rest } = row
  return {
    ...rest,
    entryKey: entryName === null ? null : toEntryKey(entryName),
    isSandbox: await isSandboxEntry(entryName),
    inputs: toInputs(inputs),
    oauth: oauthClient,
  }
}
