'use server'

import { revalidatePath } from 'next/cache'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { allowKey, refuseKey } from '#lib/projects/answer-key.ts'
import { type IssuedKey, issueKey } from '#lib/projects/issue-key.ts'
import { revokeKey } from '#lib/projects/revoke-key.ts'
import type { IssueKeyInput } from '#lib/projects/schema.ts'

/** What the page that shows the key needs of it. */
export type ShownKey = Pick<IssuedKey, 'text' | 'state'> & { person: string }

type Target = { id: string }

export const issueKeyAction = formAction<ShownKey>(async (ctx, form) => {
  const { project, ...input } = fields<{ project: string } & IssueKeyInput>(form)
  const { text, state, person } = await issueKey(ctx, project, input)
  return { data: { text, state, person: person.name } }
})

export const allowKeyAction = formAction(async (ctx, form) => {
  const { name } = await allowKey(ctx, fields<Target>(form).id)
  revalidatePath('/projects', 'layout')
  return { message: `${name} may act for you from now on.` }
})

export const refuseKeyAction = formAction(async (ctx, form) => {
  const { name } = await refuseKey(ctx, fields<Target>(form).id)
  revalidatePath('/projects', 'layout')
  return { message: `${name} is refused. It never works.` }
})

export const revokeKeyAction = formAction(async (ctx, form) => {
  await revokeKey(ctx, fields<Target>(form).id)
  revalidatePath('/projects', 'layout')
  return { message: 'Revoked. The key stopped working.' }
})
