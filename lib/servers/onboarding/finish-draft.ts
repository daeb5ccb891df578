import { authorize, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { orSlugTaken } from '../internal.ts'
import { canChangeLibrary } from '../policy.ts'
import { recordCheck } from '../record-check.ts'
import { type FinishDraftInput, finishDraftInput, onboardServerInput } from '../schema.ts'
import { findDraftData, type KeptCheck, stepOf } from './draft.ts'
import { createServer } from './onboard-server.ts'
import { resolveTarget } from './resolve-target.ts'
import { refuseFoundOut, unfinished } from './save-draft.ts'

/** Takes the server of a finished onboarding into the library, with what its check has found. One draft, one server. */
export async function finishDraft(ctx: Context, raw: FinishDraftInput): Promise<{ id: string; name: string }> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { entryKey, credentialMode } = finishDraftInput.parse(raw)
  const data = await findDraftData(ctx, entryKey)
  if (!data) throw alreadyAdded()
  const step = stepOf(entryKey, data)
  if (step !== 'review') throw unfinished(step === 'authorization' ? 'Authorization' : 'Connection')

  const { connection, headers, check } = data
  const input = onboardServerInput.parse({ ...connection, entryKey, headers, credentialMode })
  const target = await resolveTarget(ctx, entryKey, input)
  refuseFoundOut(check, target.url)

  const server = await orSlugTaken(
    input.slug,
    inTransaction(ctx, async (tx) => {
      await takeDraft(tx, entryKey)
      const created = await createServer(tx, input, target)
      if (check?.view.url === target.url) await recordCheck(tx, created.id, toResult(check))
      return created
    }),
  )
  publish({ kind: 'server.changed', serverId: server.id })
  return { id: server.id, name: server.name }
}

/** Of two submits at the same moment one deletes the draft; the other finds none. */
async function takeDraft(tx: Context, entryKey: string): Promise<void> {
  const { organizationId, personId } = requireUser(tx)
  const { count } = await tx.db.onboardingDraft.deleteMany({ where: { organizationId, personId, entryKey } })
  if (count === 0) throw alreadyAdded()
}

function alreadyAdded(): AppError {
  return new AppError('conflict', 'This onboarding is already finished. The server is in the Server Library.')
}

function toResult({ view, tools }: KeptCheck) {
  return { ...view, checkedAt: new Date(view.checkedAt), ...(tools && { tools }) }
}
