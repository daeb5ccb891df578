import type { Metadata } from 'next'
import { requireContext } from '#lib/boundary/require-context.ts'
import { isAppError } from '#lib/errors.ts'
import { getProject } from '#lib/projects/list-projects.ts'

const notFound = 'Not found · Jetway'

/** Of the not-found page; and of a page that leads there, and all below it, whose own title a browser would show instead. */
export const notFoundTitle: Metadata = { title: { absolute: notFound, template: notFound } }

/** The title of what is found, if it is for the reader; that of the not-found page for whatever `orNotFound` leads there. */
export async function titleOf<T>(work: Promise<T>, toTitle: (found: T) => Metadata['title'] | null): Promise<Metadata> {
  try {
    const title = toTitle(await work)
    return title ? { title } : notFoundTitle
  } catch (error) {
    if (isAppError(error) && (error.code === 'not_found' || error.code === 'forbidden')) return notFoundTitle
    throw error
  }
}

/** The title of a project's page that is for those who may use the project. */
export function titleInProject(title: string) {
  return async ({ params }: { params: Promise<{ slug: string }> }): Promise<Metadata> =>
    titleOf(getProject(await requireContext(), (await params).slug), ({ canUse }) => (canUse ? title : null))
}
