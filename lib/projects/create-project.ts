import { recordAudit } from '#lib/audit/record.ts'
import { authorize, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { orTaken } from '#lib/db/unique-violation.ts'
import { invalidField, takenField } from '#lib/errors.ts'
import { toSlug } from '#lib/servers/slug.ts'
import { canCreateProjects } from './policy.ts'
import { type CreateProjectInput, createProjectInput, projectSlug } from './schema.ts'

export type CreatedProject = { id: string; slug: string; name: string }

/** Makes a project; whoever makes it owns it. */
export async function createProject(ctx: Context, raw: CreateProjectInput): Promise<CreatedProject> {
  const { organizationId, personId } = requireUser(ctx)
  authorize(canCreateProjects(ctx.actor), ctx.actor)
  const { slug: wanted, ...input } = createProjectInput.parse(raw)
  const slug = wanted || slugOf(input.name)

  return orTaken(
    inTransaction(ctx, async (tx) => {
      const project = await tx.db.project.create({
        data: { organizationId, slug, ...input, members: { create: { personId, role: 'owner' } } },
        select: { id: true, slug: true, name: true },
      })
      await recordAudit(tx, {
        action: 'project.create',
        target: { kind: 'project', id: project.id, label: project.slug },
        projectId: project.id,
      })
      return project
    }),
    (cause) =>
      takenField('slug', `Another project of your organisation is called ${slug}. Choose another slug.`, cause),
  )
}

/** A name in another script says nothing in an address; its maker finds a slug. */
function slugOf(name: string): string {
  const { data } = projectSlug.safeParse(/[a-z0-9]/i.test(name.normalize('NFKD')) ? toSlug(name) : '')
  if (data) return data
  throw invalidField('slug', 'Give it a slug: small letters, digits and -. It becomes part of the address.')
}
