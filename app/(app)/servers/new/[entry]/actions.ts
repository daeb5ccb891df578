'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { finishDraft } from '#lib/servers/onboarding/finish-draft.ts'
import { discardDraft } from '#lib/servers/onboarding/list-drafts.ts'
import { keepDraft, removeInputOfDraft, saveDraft, saveInputOfDraft } from '#lib/servers/onboarding/save-draft.ts'
import type { EditInput, FinishDraftInput, KeepDraftInput, SaveDraftInput } from '#lib/servers/schema.ts'
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

export const saveInputAction = formAction(async (ctx, form) => {
  const { entryKey, ...edit } = fields<EditInput & { entryKey: string }>(form)
  await saveInputOfDraft(ctx, entryKey, edit)
  revalidatePath(stepsPath, 'page')
  return { message: 'Saved' }
})

export const removeInputAction = formAction(async (ctx, form) => {
  const { entryKey, input } = fields<{ entryKey: string; input: string }>(form)
  await removeInputOfDraft(ctx, entryKey, input)
  revalidatePath(stepsPath, 'page')
  return { message: 'Removed' }
})

export const confirmInputsAction = formAction(async (ctx, form) => {
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
