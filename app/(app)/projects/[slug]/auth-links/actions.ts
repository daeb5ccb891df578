'use server'

import { refresh } from 'next/cache'
import { createLink, type IssuedLink } from '#lib/auth-links/create-link.ts'
import { replaceLink } from '#lib/auth-links/replace-link.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import type { CreateLinkInput, LinkInput } from '#lib/auth-links/schema.ts'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'

/** The address is in this one answer; the page is made anew without it, once the reader has put it away. */
export const createLinkAction = formAction<IssuedLink>(async (ctx, form) => ({
  data: await createLink(ctx, fields<CreateLinkInput>(form)),
}))

export const replaceLinkAction = formAction<IssuedLink>(async (ctx, form) => ({
  data: await replaceLink(ctx, fields<LinkInput>(form)),
}))

export const revokeLinkAction = formAction(async (ctx, form) => {
  await revokeLink(ctx, fields<LinkInput>(form))
  refresh()
  return { message: 'The link is revoked.' }
})
