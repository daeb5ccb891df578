'use server'

import { redirect } from 'next/navigation'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { createProject } from '#lib/projects/create-project.ts'
import type { CreateProjectInput } from '#lib/projects/schema.ts'

export const createProjectAction = formAction(async (ctx, form) => {
  const { slug } = await createProject(ctx, fields<CreateProjectInput>(form))
  redirect(`/projects/${slug}/connections`)
})
