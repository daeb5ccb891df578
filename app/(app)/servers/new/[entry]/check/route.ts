import { withContext } from '#lib/boundary/with-context.ts'
import { checkDraft } from '#lib/servers/onboarding/check-draft.ts'
import type { CheckDraftInput } from '#lib/servers/schema.ts'

type Args = [{ params: Promise<{ entry: string }> }]

export const POST = withContext<Args>(async (ctx, request, { params }) => {
  const { entry } = await params
  const choice = (await request.json().catch(() => ({}))) as Omit<CheckDraftInput, 'entryKey'>
  return Response.json(await checkDraft(ctx, { ...choice, entryKey: decodeURIComponent(entry) }, request.signal))
})
