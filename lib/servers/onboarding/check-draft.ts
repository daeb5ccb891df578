import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { type CheckView, probe, toCheckView } from '../check-server.ts'
import { canChangeLibrary } from '../policy.ts'
import { type CheckDraftInput, checkDraftInput } from '../schema.ts'
import { mergeDraft } from './draft.ts'
import { resolveTarget } from './resolve-target.ts'

/** Looks at the address that is being chosen, without a credential, and keeps what it found with the draft. */
export async function checkDraft(ctx: Context, raw: CheckDraftInput, signal?: AbortSignal): Promise<CheckView> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { entryKey, ...choice } = checkDraftInput.parse(raw)
  const { url } = await resolveTarget(ctx, entryKey, choice)

  const report = await probe(url, signal)
  const view = toCheckView(report, { url, checkedAt: new Date() })
  if (!signal?.aborted)
    await mergeDraft(ctx, entryKey, { check: { view, ...(report.tools && { tools: report.tools }) } })
  return view
}
