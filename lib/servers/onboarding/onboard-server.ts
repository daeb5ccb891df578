import { recordAudit } from '#lib/audit/record.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { assertFit, fitInputs, inAddress } from '../inputs/fit-address.ts'
import { toInputRows } from '../inputs/input-rows.ts'
import type { Input } from '../inputs/schema.ts'
import { organizationOf, orSlugTaken } from '../internal.ts'
import { canChangeLibrary } from '../policy.ts'
import { type OnboardServerInput, onboardServerInput } from '../schema.ts'
import { type ServerView, serverFields, toServerView } from '../view.ts'
import { resolveTarget, type Target } from './resolve-target.ts'

type Parsed = ReturnType<typeof onboardServerInput.parse> & { inputs: Input[] }

type Created = Awaited<ReturnType<typeof createServer>>
type Within = (tx: Context, create: () => Promise<Created>) => Promise<Created>

/**
 * Takes a server into the organisation's library. Does not contact it; `checkServer` does. `within` creates it, and does
 * in the same transaction what belongs to that.
 */
export async function onboardServer(
  ctx: Context,
  raw: Partial<OnboardServerInput>,
  within: Within = (_tx, create) => create(),
): Promise<ServerView> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const input = onboardServerInput.parse(raw)
  const target = await resolveTarget(ctx, input.entryKey, input)
  const asked = inAddress(target.inputs).filter(({ location }) => !input.inputs || location === 'path')
  const inputs = fitInputs(target.url, input.inputs ?? [], asked)
  assertFit(target.url, inputs)

  const server = await orSlugTaken(
    input.slug,
    inTransaction(ctx, (tx) => within(tx, () => createServer(tx, { ...input, inputs }, target))),
  )
  publish({ kind: 'server.changed', serverId: server.id })
  return toServerView(server)
}

async function createServer(tx: Context, input: Parsed, { url, region, entry }: Target) {
  const { name, slug, description, credentialMode, inputs } = input
  const server = await tx.db.server.create({
    data: {
      organizationId: organizationOf(tx),
      entryName: entry?.name ?? null,
      entryVersion: entry?.version ?? null,
      name,
      slug,
      description,
      url,
      region,
      credentialMode,
      createdById: tx.actor.kind === 'user' ? tx.actor.personId : null,
      inputs: { create: toInputRows(inputs) },
    },
    select: serverFields,
  })
  await recordAudit(tx, {
    action: 'server.onboard',
    target: { kind: 'server', id: server.id, label: name },
    details: {
      slug,
      url,
      entry: entry?.name ?? null,
      region,
      credentialMode,
      inputs: inputs.map((input) => input.name),
    },
  })
  return server
}
