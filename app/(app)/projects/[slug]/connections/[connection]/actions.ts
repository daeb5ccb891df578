'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import type { UpdateConnectionInput } from '#lib/projects/connections/schema.ts'
import { updateConnection } from '#lib/projects/connections/update-connection.ts'

type Target = { project: string; id: string; before: string }

export const updateConnectionAction = formAction(async (ctx, form) => {
  const { project, id, before, ...input } = fields<Target & UpdateConnectionInput>(form)
  const { slug } = await updateConnection(ctx, id, input)
  revalidatePath('/projects', 'layout')
  if (slug !== before) redirect(`/projects/${project}/connections/${slug}`)
  return { message: 'Saved. Agents see it from their next request on.' }
})
