/**
 * A person gives values for a connection. They are tried against the real server first and stored only if it takes them,
 * or, when it cannot be reached and the person says so, as unverified. Trying happens outside any transaction; storing
 * asks again, inside one, whether the person still may. Values are in no error, audit record, log or answer.
 */
import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import type { Values } from '#lib/credentials/secret.ts'
import { AppError, notFound } from '#lib/errors.ts'
import { toInputs } from '#lib/servers/inputs/input-rows.ts'
import { type RenderedRequest, renderRequest } from '#lib/servers/inputs/render-request.ts'
import type { Input } from '#lib/servers/inputs/schema.ts'
import { askedFields } from '#lib/servers/inputs/shared-fields.ts'
import { cleanValues, describeOddities, formName } from './clean-values.ts'
import { findGiveable } from './internal.ts'
import { keptValues } from './kept-values.ts'
import { type GiveCredentialInput, giveCredentialInput } from './schema.ts'
import { storeGiven } from './store-given.ts'
import { type Tried, tryValues } from './try-values.ts'

type TryFailure = Extract<Tried, { ok: false }>['reason']

/** `said`: the server's own words, to be shown as a quotation. `canStore`: it may be kept unverified. */
export type Given =
  | { ok: true; state: 'verified' | 'accepted' | 'unverified'; server: string; toolNames: string[] }
  | { ok: false; reason: TryFailure; server: string; message: string; said?: string; canStore: boolean }

/** Only these say nothing about the values. */
const undecided: TryFailure[] = ['unreachable', 'rate_limited']

/** Tries the values and stores them. An answer that is not `ok` has stored nothing and left what was there before. */
export async function giveCredential(ctx: Context, raw: GiveCredentialInput): Promise<Given> {
  const giver = requirePerson(ctx)
  const input = giveCredentialInput.parse(raw)
  const connection = await findGiveable(ctx, giver, { id: input.connectionId })
  if (!connection) throw notFound('connection')

  const inputs = toInputs(connection.server.inputs)
  const typed = { ...(await keptValues(ctx, giver, connection)), ...withoutEmpty({ ...input.value, ...input.secret }) }
  const { values, request } = render(connection.server.url, inputs, typed)
  const secret = { kind: 'values' as const, values }
  const server = connection.server.name
  const trial = await tryValues(connection.server, request)

  if (trial.ok) {
    await storeGiven(ctx, giver, { connection, secret, trial })
    return { ok: true, state: trial.state, server, toolNames: trial.tools.map((tool) => tool.name) }
  }
  const canStore = undecided.includes(trial.reason)
  const odd = canStore ? [] : describeOddities(inputs, typed)
  if (!canStore || !input.storeUnverified)
    return { ...trial, message: [trial.message, ...odd].join(' '), server, canStore }
  await storeGiven(ctx, giver, { connection, secret, trial: null })
  return { ok: true, state: 'unverified', server, toolNames: [] }
}

function withoutEmpty(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
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
