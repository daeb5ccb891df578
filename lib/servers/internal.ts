import type { Context } from '#lib/context.ts'
import { orTaken } from '#lib/db/unique-violation.ts'
import { AppError, invalidField, notFound, takenField } from '#lib/errors.ts'
import { parseId } from '#lib/ids.ts'
import { mergeHeader } from './merge-header.ts'
import type { HeaderInput } from './schema.ts'
import { shareFields } from './shared-fields.ts'
import { serverFields } from './view.ts'

/** The organisation of whoever acts; a stranger has none and finds nothing. */
export function organizationOf({ actor }: Context): string {
  if (actor.kind === 'stranger') throw notFound('server')
  return actor.organizationId
}

/** The server, if it is the actor's organisation's. */
export async function loadServer(ctx: Context, serverId: string) {
  const server = await ctx.db.server.findFirst({
    where: { id: parseId(serverId, 'server'), organizationId: organizationOf(ctx) },
    select: serverFields,
  })
  if (!server) throw notFound('server')
  return server
}

/** Refuses a slug that another server of the organisation has. */
export async function assertSlugFree(ctx: Context, slug: string): Promise<void> {
  const where = { organizationId: organizationOf(ctx), slug }
  if ((await ctx.db.server.count({ where })) > 0) throw slugTaken(slug)
}

/** The same, said by the unique index. */
export function orSlugTaken<T>(slug: string, work: Promise<T>): Promise<T> {
  return orTaken(work, (cause) => slugTaken(slug, cause))
}

function slugTaken(slug: string, cause?: unknown): AppError {
  return takenField('slug', `Another server already has the slug ${slug}. Choose another one.`, cause)
}

type EditHeader = { original?: string | undefined; header: HeaderInput; seen?: Record<string, string> }

/**
 * An edit of one header in a list: replaces the one it was, or adds it at the end. What is said anew about a field holds
 * in every header that uses it; a field that only comes into this one is what another has declared already.
 */
export function replaceHeader(
  headers: readonly HeaderInput[],
  { original, header: given, seen }: EditHeader,
): HeaderInput[] {
  const key = original?.toLowerCase()
  const index = key === undefined ? -1 : headers.findIndex(({ name }) => name.toLowerCase() === key)
  const before = headers[index]
  if (key !== undefined && !before)
    throw new AppError(
      'conflict',
      'Somebody removed or renamed this header meanwhile. Close this to see the headers as they are.',
    )
  const header = before ? mergeHeader(before, given, seen ?? {}) : given
  const others = headers.filter((_, position) => position !== index)
  if (others.some(({ name }) => name.toLowerCase() === header.name.toLowerCase())) {
    throw invalidField('header.name', `The header ${header.name} is there already. Names do not differ by case.`)
  }
  const had = new Set(before?.fields.map(({ name }) => name))
  const edited = header.fields.filter(({ name }) => had.has(name))
  const list = shareFields([...others, header], edited)
  list.splice(index === -1 ? others.length : index, 0, ...list.splice(-1))
  return list
}

export function withoutHeader(headers: readonly HeaderInput[], name: string): HeaderInput[] {
  return headers.filter((header) => header.name.toLowerCase() !== name.toLowerCase())
}
