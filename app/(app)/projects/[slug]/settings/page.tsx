import { notFound } from 'next/navigation'
import { titleInProject } from '#app/(app)/_parts/titles.ts'
import { Stack } from '#components/ui/panel.tsx'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { getProject } from '#lib/projects/list-projects.ts'
import { listMembers } from '#lib/projects/members/list-members.ts'
import { countProjectParts } from '#lib/projects/remove-project.ts'
import { MembersPanel } from './_parts/members-panel.tsx'
import { ProjectForm } from './_parts/project-form.tsx'
import { RemoveProject } from './_parts/remove-project.tsx'

export const generateMetadata = titleInProject('Settings')

export default async function ProjectSettingsPage({ params }: { params: Promise<{ slug: string }> }) {
  const ctx = await requireContext()
  const project = await orNotFound(getProject(ctx, (await params).slug))
  if (!project.canUse) notFound()
  const members = await orNotFound(listMembers(ctx, project.slug))
  return (
    <Stack>
      {project.canManage && <ProjectForm project={project} />}
      <MembersPanel project={project} members={members} />
      {project.canManage && <RemoveProject project={project} parts={await countProjectParts(ctx, project.slug)} />}
    </Stack>
  )
}
