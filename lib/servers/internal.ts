import type { Context } from '#lib/context.ts'
import { orTaken } from '#lib/db/unique-violation.ts'
import { AppError, invalidField, notFound, takenField } from '#lib/errors.ts'
import { parseId } from '#lib/ids.ts'
import { capitalise, keyOf, say } from './inputs/key-of.ts'
import { mergeInput } from './inputs/merge-input.ts'
import type { Input } from './inputs/schema.ts'
import { shareFields } from './inputs/shared-fields.ts'
import { freeSlug, toSlug } from './slug.ts'
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

type Edit = { original?: string | undefined; input: Input; seen?: Record<string, string> }

/**
 * An edit of one input in a list: replaces the one it was, or adds it at the end. What is said anew about a field holds
 * in every input that uses it; a field that only comes into this one is what another has declared already.
 */
export function replaceInput(inputs: readonly Input[], { original, input: given, seen }: Edit): Input[] {
  const index = original === undefined ? -1 : inputs.findIndex((one) => keyOf(one) === original)
  const before = inputs[index]
  if (original !== undefined && !before)
    throw new AppError('conflict', 'Somebody removed or renamed this meanwhile. Close this to see what is there now.')
  const input = before ? mergeInput(before, given, seen ?? {}) : given
  const others = inputs.filter((_, position) => position !== index)
  if (others.some((other) => keyOf(other) === keyOf(input))) {
    const hint = input.location === 'header' ? ' Names do not differ by case.' : ''
    throw invalidField('input.name', `${capitalise(say(input))} is there already.${hint}`)
  }
  const had = new Set(before?.fields.map(({ name }) => name))
  const edited = input.fields.filter(({ name }) => had.has(name))
  const list = shareFields([...others, input], edited)
  list.splice(index === -1 ? others.length : index, 0, ...list.splice(-1))
  return list
}

export function withoutInput(inputs: readonly Input[], key: string): Input[] {
  return inputs.filter((input) => keyOf(input) !== key)
}

/** A slug of that name which nothing in the library has. */
export async function suggestSlug(ctx: Context, title: string): Promise<string> {
  const slug = toSlug(title)
  const similar = await ctx.db.server.findMany({
    where: { organizationId: organizationOf(ctx), slug: { startsWith: slug.slice(0, 24) } },
    select: { slug: true },
  })
  return freeSlug(slug, new Set(similar.map((server) => server.slug)))
}
