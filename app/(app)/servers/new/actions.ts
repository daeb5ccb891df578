'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { type ImportInput, importServer } from '#lib/servers/onboarding/import-server.ts'
import { discardDraft } from '#lib/servers/onboarding/list-drafts.ts'

export const discardDraftAction = formAction(async (ctx, form) => {
  await discardDraft(ctx, fields<{ entryKey: string }>(form).entryKey)
  revalidatePath('/servers/new', 'page')
  return { message: 'Discarded' }
})

export const importServerAction = formAction(async (ctx, form) => {
  const { dropped } = await importServer(ctx, fields<ImportInput>(form))
  redirect(`/servers/new/custom?step=connection&imported=${dropped}`)
})
