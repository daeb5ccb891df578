import type { OrgRole } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'

let serial = 0

/** A suffix no other row of this run has. */
export function unique(): string {
  serial += 1
  return `${process.pid}-${serial}-${crypto.randomUUID().slice(0, 6)}`
}

export function buildOrganization(name = 'Acme') {
  return database().organization.create({ data: { name: `${name} ${unique()}` } })
}

export async function buildPerson(options: { organizationId?: string; role?: OrgRole | null; email?: string } = {}) {
  const organizationId = options.organizationId ?? (await buildOrganization()).id
  const email = options.email ?? `person-${unique()}@example.test`
  return database().person.create({
    data: {
      organizationId,
      email,
      name: `Person ${email.split('@')[0]}`,
      role: options.role === undefined ? 'member' : options.role,
    },
  })
}
