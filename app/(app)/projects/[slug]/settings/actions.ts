'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { addMember } from '#lib/projects/members/add-member.ts'
import { changeMember, handOverProject } from '#lib/projects/members/change-member.ts'
import { removeMember } from '#lib/projects/members/remove-member.ts'
import type { AddMemberInput, ChangeMemberInput, MemberInput } from '#lib/projects/members/schema.ts'
import { removeProject } from '#lib/projects/remove-project.ts'
import type { UpdateProjectInput } from '#lib/projects/schema.ts'
import { updateProject } from '#lib/projects/update-project.ts'

type Target = { project: string }

export const updateProjectAction = formAction(async (ctx, form) => {
  const { project, ...input } = fields<Target & UpdateProjectInput>(form)
  await updateProject(ctx, project, input)
  revalidatePath('/projects', 'layout')
  return { message: 'Saved.' }
})

export const removeProjectAction = formAction(async (ctx, form) => {
  await removeProject(ctx, fields<Target>(form).project)
  revalidatePath('/projects', 'layout')
  redirect('/projects')
})

export const addMemberAction = formAction(async (ctx, form) => {
  const { project, ...input } = fields<Target & AddMemberInput>(form)
  const { name } = await addMember(ctx, project, input)
  revalidatePath('/projects', 'layout')
  return { message: `${name} belongs to the project now.` }
})

export const changeMemberAction = formAction(async (ctx, form) => {
  const { project, ...input } = fields<Target & ChangeMemberInput>(form)
  await changeMember(ctx, project, input)
  revalidatePath('/projects', 'layout')
  return { message: 'Changed.' }
})

export const handOverProjectAction = formAction(async (ctx, form) => {
  const { project, ...input } = fields<Target & MemberInput>(form)
  await handOverProject(ctx, project, input)
  revalidatePath('/projects', 'layout')
  return { message: 'Handed over. You are a member from now on.' }
})

export const removeMemberAction = formAction(async (ctx, form) => {
  const { project, ...input } = fields<Target & MemberInput>(form)
  await removeMember(ctx, project, input)
  revalidatePath('/projects', 'layout')
  if (ctx.actor.kind === 'user' && ctx.actor.personId === input.personId) redirect('/projects')
  return { message: 'Removed. Their keys stopped working and what they gave is deleted.' }
})
