/**
 * A person gives values for a connection. They are tried against the real server first and stored only if it takes them,
 * or, when it cannot be reached and the person says so, as unverified. Trying happens outside any transaction; storing
 * asks again, inside one, whether the person still may. Values are in no error, audit record, log or answer.
 */
import { recordAudit } from '#lib/audit/record.ts'
import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { type Giver, proofOf } from '#lib/credentials/proof.ts'
import type { Values } from '#lib/credentials/secret.ts'
import { storeCredential } from '#lib/credentials/store-credential.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError, notFound } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { toInputs } from '#lib/servers/inputs/input-rows.ts'
import { type RenderedRequest, renderRequest } from '#lib/servers/inputs/render-request.ts'
import type { Input } from '#lib/servers/inputs/schema.ts'
import { askedFields } from '#lib/servers/inputs/shared-fields.ts'
import { lockServer } from '#lib/servers/lock-server.ts'
import { type CheckResult, recordCheck } from '#lib/servers/record-check.ts'
import { cleanValues, describeOddities, formName } from './clean-values.ts'
import { findGiveable } from './internal.ts'
import { type GiveCredentialInput, giveCredentialInput } from './schema.ts'
import { type Tried, tryValues } from './try-values.ts'
import type { ConnectionRow } from './view.ts'

type TryFailure = Extract<Tried, { ok: false }>['reason']

/** `said`: the server's own words, to be shown as a quotation. `canStore`: it may be kept unverified. */
export type Given =
  | { ok: true; state: 'verified' | 'accepted' | 'unverified'; server: string; toolNames: string[] }
  | { ok: false; reason: TryFailure; server: string; message: string; said?: string; canStore: boolean }

type Trial = Extract<Tried, { ok: true }> | null

/** Only these say nothing about the values. */
const undecided: TryFailure[] = ['unreachable', 'rate_limited']

/** Tries the values and stores them. An answer that is not `ok` has stored nothing and left what was there before. */
export async function giveCredential(ctx: Context, raw: GiveCredentialInput): Promise<Given> {
  const giver = requirePerson(ctx)
  const input = giveCredentialInput.parse(raw)
  const connection = await findGiveable(ctx, giver, { id: input.connectionId })
  if (!connection) throw notFound('connection')

  const inputs = toInputs(connection.server.inputs)
  const typed = { ...input.value, ...input.secret }
  const { values, request } = render(connection.server.url, inputs, typed)
  const server = connection.server.name
  const trial = await tryValues(connection.server, request)

  if (trial.ok) {
    await store(ctx, giver, { connection, values, trial })
    return { ok: true, state: trial.state, server, toolNames: trial.tools.map((tool) => tool.name) }
  }
  const canStore = undecided.includes(trial.reason)
  const odd = canStore ? [] : describeOddities(inputs, typed)
  if (!canStore || !input.storeUnverified)
    return { ...trial, message: [trial.message, ...odd].join(' '), server, canStore }
  await store(ctx, giver, { connection, values, trial: null })
  return { ok: true, state: 'unverified', server, toolNames: [] }
}

function render(
  url: string,
  inputs: Input[],
  given: Record<string, unknown>,
): { values: Values; request: RenderedRequest } {
  if (inputs.length === 0) throw new AppError('precondition_failed', 'This server asks for no values.')
  const cleaned = cleanValues(inputs, given)
  if (!cleaned.ok) throw wrongFields(cleaned.fields)
  const request = renderRequest(url, inputs, { kind: 'values', values: cleaned.values })
  if (request.ok) return { values: cleaned.values, request }
  const wrong = askedFields(inputs).flatMap(({ field }) => {
    const isMissing = request.missing.includes(field.name)
    if (!isMissing && !request.malformed.includes(field.name)) return []
    return [
      [
        formName(field),
        isMissing ? 'This is needed.' : `${field.label} cannot be sent as it is. Copy it again, alone.`,
      ],
    ]
  })
  throw wrongFields(Object.fromEntries(wrong))
}

function wrongFields(fields: Record<string, string>): AppError {
  return new AppError('invalid', 'Please check the marked fields.', { details: { fields } })
}

type Trying = { connection: ConnectionRow; values: Values; trial: Trial }

async function store(ctx: Context, giver: Giver, { connection, values, trial }: Trying): Promise<void> {
  const { id: connectionId, organizationId, credentialMode: mode } = connection
  const holder = { mode, personId: giver.personId, proof: proofOf(giver) }
  const state = trial?.state ?? 'unverified'

  const credentialId = await inTransaction(ctx, async (tx) => {
    await assertUnchanged(tx, giver, connection)
    const id = await storeCredential(tx.db, {
      organizationId,
      connectionId,
      holder,
      givenById: giver.personId,
      secret: { kind: 'values', values },
      state,
      toolCount: trial?.tools.length,
    })
    if (trial) {
      await recordCheck(tx, connection.server.id, toCheck(connection, trial))
      await switchToSharedSet(tx, connection)
    }
    await recordAudit(tx, {
      action: 'credential.store',
      target: { kind: 'credential', id, label: `${connection.project.slug}/${connection.slug}` },
      projectId: connection.projectId,
      details: { mode, state, tools: trial?.tools.length ?? null },
    })
    return id
  })

  publish({ kind: 'credential.changed', connectionId, credentialId })
  if (trial) publish({ kind: 'server.changed', serverId: connection.server.id })
}

/** From now on the shared set is used, where agents have gone on with what each person gave: it is there and works. */
export async function switchToSharedSet({ db }: Context, { id }: Pick<ConnectionRow, 'id'>): Promise<void> {
  await db.connection.updateMany({ where: { id, credentialMode: 'shared', keepsOwn: true }, data: { keepsOwn: false } })
}

/** What a successful trial has shown about the server itself. */
export function toCheck({ server }: ConnectionRow, trial: NonNullable<Trial>): CheckResult {
  const { era, mcpVersion, serverName, tools } = trial
  return { reach: 'reachable', url: server.url, checkedAt: new Date(), era, mcpVersion, serverName, tools }
}

/**
 * While the server was asked, the link may have been revoked, the person removed, the server or the connection changed. The
 * locks make whoever changes them, and two people (or one form sent twice), go one after the other; they hold up no calls.
 */
export async function assertUnchanged(tx: Context, giver: Giver, tried: ConnectionRow): Promise<void> {
  const { id, organizationId } = tried
  await lockServer(tx, { id: tried.server.id, organizationId })
  await tx.db
    .$queryRaw`select 1 from "Connection" where id = ${id} and "organizationId" = ${organizationId} for no key update`
  if (giver.kind === 'linkHolder')
    await tx.db.$queryRaw`select 1 from "AuthLink" where id = ${giver.authLinkId} for no key update`
  const now = await findGiveable(tx, giver, { id })
  if (now && now.server.url !== tried.server.url)
    throw new AppError('conflict', 'The server’s address was changed meanwhile. Try again.')
  const isSame =
    now?.credentialMode === tried.credentialMode &&
    JSON.stringify(now.server.inputs) === JSON.stringify(tried.server.inputs) &&
    now.server.oauthClient?.id === tried.server.oauthClient?.id
  if (isSame) return
  throw new AppError(
    'precondition_failed',
    'While the server was being asked, this link or the connection was changed or revoked. Nothing was stored.',
  )
}
