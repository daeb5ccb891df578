import type { Context } from '#lib/context.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError, invalidField, notFound } from '#lib/errors.ts'
import type { HeaderInput } from './schema.ts'
import { serverFields } from './view.ts'

/** The organisation of whoever acts; a stranger has none and finds nothing. */
export function organizationOf({ actor }: Context): string {
  if (actor.kind === 'stranger') throw notFound('server')
  return actor.organizationId
}

/** The server, if it is the actor's organisation's. */
export async function loadServer(ctx: Context, serverId: string) {
  const server = await ctx.db.server.findFirst({
    where: { id: serverId, organizationId: organizationOf(ctx) },
    select: serverFields,
  })
  if (!server) throw notFound('server')
  return server
}

/** Headers as rows, in their order. */
export function toInputRows(headers: readonly HeaderInput[]) {
  return headers.map((header, position) => ({
    position,
    name: header.name,
    nameKey: header.name.toLowerCase(),
    template: header.template,
    isRequired: header.isRequired,
    isSecret: header.isSecret,
    help: header.help,
    fields: header.fields as Prisma.InputJsonValue,
  }))
}

/** Refuses a slug that another server of the organisation has. */
export async function assertSlugFree(ctx: Context, slug: string, exceptId?: string): Promise<void> {
  const taken = await ctx.db.server.findFirst({
    where: { organizationId: organizationOf(ctx), slug, ...(exceptId && { id: { not: exceptId } }) },
    select: { name: true },
  })
  if (taken) throw slugTaken(slug)
}

/** Maps the one unique index a race can still run into. */
export async function orSlugTaken<T>(slug: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isUniqueViolation(error)) throw slugTaken(slug)
    throw error
  }
}

function slugTaken(slug: string): AppError {
  const message = `Another server already has the slug ${slug}. Choose another one.`
  return new AppError('conflict', message, { details: { fields: { slug: message } } })
}

function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002'
}

/** An edit of one header in a list: replaces the one it was, or adds it at the end. */
export function replaceHeader(
  headers: readonly HeaderInput[],
  { original, header }: { original?: string | undefined; header: HeaderInput },
): HeaderInput[] {
  const key = original?.toLowerCase()
  const index = key === undefined ? -1 : headers.findIndex(({ name }) => name.toLowerCase() === key)
  const others = headers.filter((_, position) => position !== index)
  if (others.some(({ name }) => name.toLowerCase() === header.name.toLowerCase())) {
    throw invalidField('header.name', `The header ${header.name} is there already. Names do not differ by case.`)
  }
  const used = new Set(others.flatMap(({ fields }) => fields.map(({ name }) => name)))
  const shared = header.fields.find(({ name }) => used.has(name))
  if (shared) throw invalidField('header.template', `Another header already uses {${shared.name}}. Use another name.`)
  return index === -1 ? [...others, header] : headers.map((one, position) => (position === index ? header : one))
}

export function withoutHeader(headers: readonly HeaderInput[], name: string): HeaderInput[] {
  return headers.filter((header) => header.name.toLowerCase() !== name.toLowerCase())
}
