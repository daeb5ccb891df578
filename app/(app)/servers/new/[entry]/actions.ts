'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { finishDraft } from '#lib/servers/onboarding/finish-draft.ts'
import { discardDraft } from '#lib/servers/onboarding/list-drafts.ts'
import { keepDraft, removeDraftHeader, saveDraft, saveDraftHeader } from '#lib/servers/onboarding/save-draft.ts'
import type { EditHeaderInput, FinishDraftInput, KeepDraftInput, SaveDraftInput } from '#lib/servers/schema.ts'
import { toStepHref } from './_parts/steps.ts'

const stepsPath = '/servers/new/[entry]'

export const saveConnectionAction = formAction(async (ctx, form) => {
  const input = fields<SaveDraftInput>(form)
  await saveDraft(ctx, { ...input, step: 'connection' } as SaveDraftInput)
  redirect(toStepHref(input.entryKey, 'authorization'))
})

/** What is typed is kept while it is typed, so that no way out of a step loses it. */
export const keepDraftAction = formAction(async (ctx, form) => {
  await keepDraft(ctx, fields<KeepDraftInput>(form))
  revalidatePath(stepsPath, 'page')
})

export const saveHeaderAction = formAction(async (ctx, form) => {
  const { entryKey, ...edit } = fields<EditHeaderInput & { entryKey: string }>(form)
  await saveDraftHeader(ctx, entryKey, edit)
  revalidatePath(stepsPath, 'page')
  return { message: 'Header saved' }
})

export const removeHeaderAction = formAction(async (ctx, form) => {
  const { entryKey, header } = fields<{ entryKey: string; header: string }>(form)
  await removeDraftHeader(ctx, entryKey, header)
  revalidatePath(stepsPath, 'page')
  return { message: 'Header removed' }
})

export const confirmHeadersAction = formAction(async (ctx, form) => {
  revalidatePath(stepsPath, 'page')
  const { entryKey, seenAs } = fields<{ entryKey: string; seenAs: string }>(form)
  await saveDraft(ctx, { entryKey, seenAs, step: 'authorization' })
  redirect(toStepHref(entryKey, 'review'))
})

export const addToLibraryAction = formAction(async (ctx, form) => {
  revalidatePath(stepsPath, 'page')
  const { id } = await finishDraft(ctx, fields<FinishDraftInput>(form))
  redirect(`/servers/${id}?added`)
})

export const startOverAction = formAction(async (ctx, form) => {
  const { entryKey } = fields<{ entryKey: string }>(form)
  await discardDraft(ctx, entryKey)
  redirect(`/servers/new/${entryKey}`)
})
