'use server'

import { revalidatePath } from 'next/cache'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { discardDraft } from '#lib/servers/onboarding/list-drafts.ts'

export const discardDraftAction = formAction(async (ctx, form) => {
  await discardDraft(ctx, fields<{ entryKey: string }>(form).entryKey)
  revalidatePath('/servers/new', 'page')
  return { message: 'Discarded' }
})
