'use server'

import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { type IssuedKey, issueKey } from '#lib/projects/issue-key.ts'
import type { IssueKeyInput } from '#lib/projects/schema.ts'

/** What the page that shows the key needs of it. */
export type ShownKey = Pick<IssuedKey, 'text' | 'state' | 'person'>

export const issueKeyAction = formAction<ShownKey>(async (ctx, form) => {
  const { project, ...input } = fields<{ project: string } & IssueKeyInput>(form)
  const { text, state, person } = await issueKey(ctx, project, input)
  return { data: { text, state, person } }
})
