/**
 * Changes to a server of the library, and what they mean for values people have already given: another address gets none
 * of them (they were given for the old one), other headers make them unverified. Nothing here can read a value.
 */
import { recordAudit } from '#lib/audit/record.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { mergeEdit } from '#lib/edit.ts'
import { type Notice, publish } from '#lib/events/bus.ts'
import { askGivers } from './ask-givers.ts'
import { toHeaderRows } from './header-rows.ts'
import { loadServer, organizationOf, orSlugTaken, replaceHeader, withoutHeader } from './internal.ts'
import { lockServer } from './lock-server.ts'
import { requireOwnUrl } from './onboarding/resolve-target.ts'
import { canChangeLibrary } from './policy.ts'
import {
  type EditHeaderInput,
  editHeaderInput,
  type HeaderInput,
  knownHeader,
  type UpdateServerInput,
  updateServerInput,
} from './schema.ts'
import { type ServerView, serverFields, toServerView } from './view.ts'

export type ServerChange = { server: ServerView; credentials: 'kept' | 'removed' | 'unverified' }

type Parsed = ReturnType<typeof updateServerInput.parse>
type Row = Awaited<ReturnType<typeof loadServer>>

const headersChanged = 'The server’s headers have changed since these values were checked.'

export async function updateServer(ctx: Context, raw: UpdateServerInput): Promise<ServerChange> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  return change(ctx, updateServerInput.parse(raw))
}

/** Adds a header, or replaces the one called `original`. */
export async function saveServerHeader(ctx: Context, serverId: string, raw: EditHeaderInput): Promise<ServerChange> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const edit = editHeaderInput.parse(raw)
  const { confirmed } = edit
  return change(ctx, { serverId, seen: {}, confirmed }, (headers) => replaceHeader(headers, edit))
}

export async function removeServerHeader(ctx: Context, serverId: string, rawName: string): Promise<ServerChange> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const name = knownHeader.parse(rawName)
  return change(ctx, { serverId, seen: {} }, (headers) => withoutHeader(headers, name))
}

type EditHeaders = (headers: HeaderInput[]) => HeaderInput[]

async function change(ctx: Context, input: Parsed, edit?: EditHeaders): Promise<ServerChange> {
  const { slug, url: known } = await loadServer(ctx, input.serverId)
  const isShown = input.url === known || input.url === input.seen.url
  const url = input.url === undefined || isShown ? input.url : await requireOwnUrl(input.url)

  const { changed, notices } = await orSlugTaken(
    input.slug ?? slug,
    inTransaction(ctx, (tx) => applyUpdate(tx, { ...input, url }, edit)),
  )
  for (const notice of notices) publish(notice)
  return changed
}

/** Reads again what it changes, under the lock: of two changes at once each keeps what the other did. */
async function applyUpdate(
  tx: Context,
  input: Parsed,
  edit?: EditHeaders,
): Promise<{ changed: ServerChange; notices: Notice[] }> {
  const { serverId, headers: given, seen, confirmed, ...columns } = input
  await lockServer(tx, { id: serverId, organizationId: organizationOf(tx) })
  const before = await toServerView(await loadServer(tx, serverId))
  const headers = edit ? updateServerInput.parse({ serverId, headers: edit(before.headers) }).headers : given
  const { name, slug, description, url, credentialMode } = before
  const now = { name, slug, description, url, credentialMode }
  const changed: typeof columns = mergeEdit({ seen, given: withoutGaps(columns), now, say })

  const isMoved = changed.url !== undefined
  await askGivers(tx, before, { isMoved, headers, confirmed })
  if (headers) await tx.db.serverInput.deleteMany({ where: { serverId } })
  const row = await tx.db.server.update({
    where: { id: serverId },
    data: {
      ...changed,
      ...(isMoved && forgotten),
      ...(headers && { inputs: { create: toHeaderRows(headers) } }),
    },
    select: serverFields,
  })
  const server = await toServerView(row)
  const isResent = wireForm(before.headers) !== wireForm(server.headers)
  if (isMoved) await tx.db.serverTool.deleteMany({ where: { serverId } })
  if (isMoved || isResent) await tx.db.upstreamSession.deleteMany({ where: { connection: { serverId } } })
  const { credentials, notices } = await settleCredentials(tx, row, { isMoved, isResent })
  await recordUpdate(tx, { before, server, credentials })
  return { changed: { server, credentials }, notices: [{ kind: 'server.changed', serverId }, ...notices] }
}

/** The columns that were given. */
function withoutGaps<F>(columns: { [Name in keyof F]?: F[Name] | undefined }): F {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as F
}

function say(value: string, name: string): string {
  return name === 'credentialMode' ? (value === 'shared' ? 'Shared' : 'Each person') : value
}

/** What was found out about the old address. */
const forgotten = {
  region: null,
  reach: 'unknown',
  reachReason: null,
  checkedAt: null,
  era: null,
  mcpVersion: null,
  serverName: null,
} as const

async function settleCredentials(
  tx: Context,
  { id, organizationId }: Row,
  { isMoved, isResent }: { isMoved: boolean; isResent: boolean },
): Promise<{ credentials: ServerChange['credentials']; notices: Notice[] }> {
  if (!isMoved && !isResent) return { credentials: 'kept', notices: [] }
  const where = { organizationId, connection: { serverId: id } }
  const given = await tx.db.credential.findMany({ where, select: { id: true, connectionId: true } })
  if (isMoved) await tx.db.credential.deleteMany({ where })
  else await tx.db.credential.updateMany({ where, data: { state: 'unverified', stateReason: headersChanged } })
  const notices = given.map(
    ({ id, connectionId }): Notice => ({ kind: 'credential.changed', connectionId, credentialId: id }),
  )
  if (given.length === 0) return { credentials: 'kept', notices }
  return { credentials: isMoved ? 'removed' : 'unverified', notices }
}

/** What of the headers reaches the server; labels and help do not. */
function wireForm(headers: readonly HeaderInput[]): string {
  const forms = headers.map(({ name, template, isRequired, fields }) => [
    name.toLowerCase(),
    template,
    isRequired,
    fields.map((field) => [field.name, field.default ?? '']),
  ])
  return JSON.stringify(forms.sort())
}

type Update = { before: ServerView; server: ServerView; credentials: ServerChange['credentials'] }

async function recordUpdate(tx: Context, { before, server, credentials }: Update): Promise<void> {
  const columns = ['name', 'slug', 'description', 'url', 'credentialMode', 'headers'] as const
  const changed = columns.filter((column) => JSON.stringify(before[column]) !== JSON.stringify(server[column]))
  if (changed.length === 0) return
  await recordAudit(tx, {
    action: 'server.update',
    target: { kind: 'server', id: server.id, label: server.name },
    details: { changed, credentials, headers: server.headers.map(({ name }) => name) },
  })
}
