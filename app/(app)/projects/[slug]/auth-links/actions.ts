'use server'

import { refresh } from 'next/cache'
import { createLink, type IssuedLink } from '#lib/auth-links/create-link.ts'
import { replaceLink } from '#lib/auth-links/replace-link.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import type { CreateLinkInput, LinkInput } from '#lib/auth-links/schema.ts'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import type { FormState } from '#lib/boundary/form-state.ts'

/** The address is in this one answer; the page is made anew without it. */
export async function createLinkAction(
  project: string,
  previous: FormState<IssuedLink>,
  form: FormData,
): Promise<FormState<IssuedLink>> {
  const run = formAction<IssuedLink>(async (ctx) => {
    const data = await createLink(ctx, { ...fields<Omit<CreateLinkInput, 'project'>>(form), project })
    refresh()
    return { data }
  })
  return run(previous, form)
}

export const replaceLinkAction = formAction<IssuedLink>(async (ctx, form) => {
  const data = await replaceLink(ctx, fields<LinkInput>(form))
  refresh()
  return { data }
})

export const revokeLinkAction = formAction(async (ctx, form) => {
  await revokeLink(ctx, fields<LinkInput>(form))
  refresh()
  return { message: 'The link is revoked.' }
})
