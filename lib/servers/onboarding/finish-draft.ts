import { authorize, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { canChangeLibrary } from '../policy.ts'
import { recordCheck } from '../record-check.ts'
import { type FinishDraftInput, finishDraftInput } from '../schema.ts'
import { type KeptCheck, lockDraft, requireDraftData, stepOf } from './draft.ts'
import { assertSeen } from './get-onboarding.ts'
import { onboardServer } from './onboard-server.ts'
import { refuseFoundOut, unfinished } from './save-draft.ts'

/** Takes the server of a finished onboarding into the library, with what its check has found. One draft, one server. */
export async function finishDraft(ctx: Context, raw: FinishDraftInput): Promise<{ id: string; name: string }> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { entryKey, credentialMode, seenAs } = finishDraftInput.parse(raw)
  const data = await requireDraftData(ctx, entryKey)
  const step = stepOf(entryKey, data)
  if (step !== 'review') throw unfinished(step === 'authorization' ? 'Authorization' : 'Connection')

  const { connection, inputs, check } = data
  const server = await onboardServer(ctx, { ...connection, entryKey, inputs, credentialMode }, async (tx, create) => {
    await takeDraft(tx, entryKey, seenAs)
    const created = await create()
    refuseFoundOut(check, created.url)
    if (check?.view.url === created.url) await recordCheck(tx, created.id, toResult(check))
    return created
  })
  return { id: server.id, name: server.name }
}

/** Of two submits at the same moment one deletes the draft, as it was seen; the other finds none. */
async function takeDraft(tx: Context, entryKey: string, seenAs: string | undefined): Promise<void> {
  const { organizationId, personId } = requireUser(tx)
  await lockDraft(tx, entryKey)
  await requireDraftData(tx, entryKey)
  await assertSeen(tx, entryKey, seenAs)
  await tx.db.onboardingDraft.deleteMany({ where: { organizationId, personId, entryKey } })
}

function toResult({ view, tools }: KeptCheck) {
  return { ...view, checkedAt: new Date(view.checkedAt), ...(tools && { tools }) }
}
