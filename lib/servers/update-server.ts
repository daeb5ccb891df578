/**
 * Changes to a server of the library, and what they mean for values people have already given: another address gets none
 * of them (they were given for the old one), other inputs make them unverified. Nothing here can read a value.
 */
import { recordAudit } from '#lib/audit/record.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { happenings } from '#lib/credentials/life.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { mergeEdit } from '#lib/edit.ts'
import { type Notice, publish } from '#lib/events/bus.ts'
import { askGivers } from './ask-givers.ts'
import { assertFit, fitInputs, inAddress } from './inputs/fit-address.ts'
import { toInputRows } from './inputs/input-rows.ts'
import { keyOf } from './inputs/key-of.ts'
import type { Input } from './inputs/schema.ts'
import { loadServer, organizationOf, orSlugTaken, replaceInput, withoutInput } from './internal.ts'
import { lockServer } from './lock-server.ts'
import { requireOwnUrl } from './onboarding/resolve-target.ts'
import { canChangeLibrary } from './policy.ts'
import { type EditInput, editInput, knownInput, type UpdateServerInput, updateServerInput } from './schema.ts'
import { type ServerView, serverFields, toServerView } from './view.ts'

export type ServerChange = { server: ServerView; credentials: 'kept' | 'removed' | 'unverified' }

type Parsed = ReturnType<typeof updateServerInput.parse>
type Row = Awaited<ReturnType<typeof loadServer>>

const inputsChanged = 'What the server is sent has changed since these values were checked.'

export async function updateServer(ctx: Context, raw: UpdateServerInput): Promise<ServerChange> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  return change(ctx, updateServerInput.parse(raw))
}

/** Adds a input, or replaces the one called `original`. */
export async function saveInputOfServer(ctx: Context, serverId: string, raw: EditInput): Promise<ServerChange> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const edit = editInput.parse(raw)
  const { confirmed } = edit
  return change(ctx, { serverId, seen: {}, confirmed }, (inputs) => replaceInput(inputs, edit))
}

export async function removeInputOfServer(ctx: Context, serverId: string, rawInput: string): Promise<ServerChange> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const key = knownInput.parse(rawInput)
  return change(ctx, { serverId, seen: {} }, (inputs) => withoutInput(inputs, key))
}

type EditInputs = (inputs: Input[]) => Input[]

async function change(ctx: Context, input: Parsed, edit?: EditInputs): Promise<ServerChange> {
  const { slug, url: known } = await loadServer(ctx, input.serverId)
  const isShown = input.url === known || input.url === input.seen.url
  const moved = input.url === undefined || isShown ? undefined : await requireOwnUrl(input.url)
  const url = moved?.url ?? input.url

  const { changed, notices } = await orSlugTaken(
    input.slug ?? slug,
    inTransaction(ctx, (tx) => applyUpdate(tx, { ...input, url }, { edit, suggested: moved?.inputs })),
  )
  for (const notice of notices) publish(notice)
  return changed
}

/** Reads again what it changes, under the lock: of two changes at once each keeps what the other did. */
async function applyUpdate(
  tx: Context,
  input: Parsed,
  { edit, suggested }: { edit: EditInputs | undefined; suggested: Input[] | undefined },
): Promise<{ changed: ServerChange; notices: Notice[] }> {
  const { serverId, inputs: given, seen, confirmed, ...columns } = input
  await lockServer(tx, { id: serverId, organizationId: organizationOf(tx) })
  const before = await toServerView(await loadServer(tx, serverId))
  const wanted = edit ? updateServerInput.parse({ serverId, inputs: edit(before.inputs) }).inputs : given
  const { name, slug, description, url, credentialMode } = before
  const now = { name, slug, description, url, credentialMode }
  const changed: typeof columns = mergeEdit({ seen, given: withoutGaps(columns), now, say })

  const isMoved = changed.url !== undefined
  const at = changed.url ?? url
  const inputs = isMoved && suggested ? fitInputs(at, wanted ?? before.inputs, inAddress(suggested)) : wanted
  if (inputs) assertFit(at, inputs)
  await askGivers(tx, before, { isMoved, inputs, confirmed })
  if (inputs) await tx.db.serverInput.deleteMany({ where: { serverId } })
  const row = await tx.db.server.update({
    where: { id: serverId },
    data: {
      ...changed,
      ...(isMoved && forgotten),
      ...(inputs && { inputs: { create: toInputRows(inputs) } }),
    },
    select: serverFields,
  })
  const server = await toServerView(row)
  const isResent = wireForm(before.inputs) !== wireForm(server.inputs)
  if (isMoved) await tx.db.serverTool.deleteMany({ where: { serverId } })
  if (isMoved) await tx.db.oAuthClient.deleteMany({ where: { serverId } })
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
  else await tx.db.credential.updateMany({ where, data: { state: happenings.resend.to, stateReason: inputsChanged } })
  const notices = given.map(
    ({ id, connectionId }): Notice => ({ kind: 'credential.changed', connectionId, credentialId: id }),
  )
  if (given.length === 0) return { credentials: 'kept', notices }
  return { credentials: isMoved ? 'removed' : 'unverified', notices }
}

/** What of them reaches the server; labels and help do not. */
function wireForm(inputs: readonly Input[]): string {
  const forms = inputs.map((input) => [
    keyOf(input),
    input.template,
    input.isRequired,
    input.fields.map((field) => [field.name, field.default ?? '']),
  ])
  return JSON.stringify(forms.sort())
}

type Update = { before: ServerView; server: ServerView; credentials: ServerChange['credentials'] }

async function recordUpdate(tx: Context, { before, server, credentials }: Update): Promise<void> {
  const columns = ['name', 'slug', 'description', 'url', 'credentialMode', 'inputs'] as const
  const changed = columns.filter((column) => JSON.stringify(before[column]) !== JSON.stringify(server[column]))
  if (changed.length === 0) return
  await recordAudit(tx, {
    action: 'server.update',
    target: { kind: 'server', id: server.id, label: server.name },
    details: { changed, credentials, inputs: server.inputs.map(({ name }) => name) },
  })
}
