import { redirect } from 'next/navigation'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { getProject } from '#lib/projects/list-projects.ts'

export default async function ProjectPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug, canUse } = await orNotFound(getProject(await requireContext(), (await params).slug))
  redirect(`/projects/${slug}/${canUse ? 'connections' : 'activity'}`)
}
