'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { connectServer } from '#lib/projects/connections/connect-server.ts'
import { pauseConnection, resumeConnection } from '#lib/projects/connections/pause-connection.ts'
import { removeConnection } from '#lib/projects/connections/remove-connection.ts'
import type { ConnectServerInput } from '#lib/projects/connections/schema.ts'

type Target = { project: string; id: string }

export const connectServerAction = formAction(async (ctx, form) => {
  const { project, ...input } = fields<{ project: string } & ConnectServerInput>(form)
  await connectServer(ctx, project, input)
  revalidatePath('/projects', 'layout')
  redirect(`/projects/${project}/connections`)
})

export const pauseConnectionAction = formAction(async (ctx, form) => {
  await pauseConnection(ctx, fields<Target>(form).id)
  revalidatePath('/projects', 'layout')
  return { message: 'Paused. Its tools are gone from the agents’ lists; credentials are kept.' }
})

export const resumeConnectionAction = formAction(async (ctx, form) => {
  await resumeConnection(ctx, fields<Target>(form).id)
  revalidatePath('/projects', 'layout')
  return { message: 'Resumed. Agents have its tools again.' }
})

export const removeConnectionAction = formAction(async (ctx, form) => {
  const { project, id } = fields<Target>(form)
  await removeConnection(ctx, id)
  revalidatePath('/projects', 'layout')
  redirect(`/projects/${project}/connections`)
})
