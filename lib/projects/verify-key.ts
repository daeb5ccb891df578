/**
 * Whether an agent key opens its project, and for whom. Everything that does not hold looks the same from outside
 * (`unknown`), except a right key that waits for its person's consent: its holder may know that. No cache: the gateway
 * caches and drops what the bus names.
 */
import { standing } from '#lib/credentials/openings.ts'
import { bySignIn, type Proof } from '#lib/credentials/proof.ts'
import { equalBytes } from '#lib/crypto/compare.ts'
import { hashToken } from '#lib/crypto/token.ts'
import type { Db } from '#lib/db/client.ts'
import type { PersonWhereInput } from '#lib/db/generated/models.ts'
import { parseAgentKey } from './agent-key.ts'

/** `proof`: what the consent rests on, and so whose values the key may call with. */
export type KeyPrincipal = {
  keyId: string
  keyName: string
  organizationId: string
  projectId: string
  projectSlug: string
  personId: string
  proof: Proof
  expiresAt: Date | null
}

export type KeyVerdict = { ok: true; principal: KeyPrincipal } | { ok: false; reason: 'unknown' | 'not_allowed_yet' }

const unknown: KeyVerdict = { ok: false, reason: 'unknown' }

const keyFields = {
  id: true,
  name: true,
  organizationId: true,
  projectId: true,
  personId: true,
  proof: true,
  expiresAt: true,
  secretHash: true,
  project: { select: { slug: true } },
} as const

/** What a key's text is good for now. */
export async function verifyKey(db: Db, text: string): Promise<KeyVerdict> {
  const parts = parseAgentKey(text)
  const key = parts && (await findKey(db, { publicId: parts.publicId }))
  if (!key || !equalBytes(key.secretHash, hashToken(parts.secret))) return unknown
  return judge(db, key)
}

/** What a key is good for now whose text was verified before. */
export async function verifyKeyAgain(db: Db, keyId: string): Promise<KeyVerdict> {
  const key = await findKey(db, { id: keyId })
  return key ? judge(db, key) : unknown
}

type KeyRow = NonNullable<Awaited<ReturnType<typeof findKey>>>

function findKey(db: Db, which: { id: string } | { publicId: string }) {
  return db.agentKey.findFirst({ where: { ...which, revokedAt: null, refusedAt: null }, select: keyFields })
}

async function judge(db: Db, key: KeyRow): Promise<KeyVerdict> {
  const { organizationId, projectId, personId, proof, expiresAt } = key
  if (expiresAt && expiresAt <= new Date()) return unknown
  const belongs = { id: personId, organizationId, OR: belongingTo(projectId, proof) }
  if ((await db.person.count({ where: belongs })) === 0) return unknown
  if (proof === null) return { ok: false, reason: 'not_allowed_yet' }
  const of = { organizationId, projectId, projectSlug: key.project.slug, personId, proof }
  return { ok: true, principal: { keyId: key.id, keyName: key.name, expiresAt, ...of } }
}

/** Notes that these keys were used; called in batches, behind the answers. */
export async function touchKey(db: Db, keyIds: readonly string[]): Promise<void> {
  if (keyIds.length === 0) return
  await db.agentKey.updateMany({ where: { id: { in: [...keyIds] } }, data: { lastUsedAt: new Date() } })
}

/**
 * How a proof still belongs to a project: as its member, by an opening that nobody has ended, or by a credential given for
 * it. A key that waits for consent (no proof yet) belongs by any.
 */
function belongingTo(projectId: string, proof: Proof | null): PersonWhereInput[] {
  const by = proof === null ? {} : { proof }
  const given = { some: { ...by, connection: { projectId } } }
  const asMember: PersonWhereInput = { role: { not: null }, memberships: { some: { projectId } } }
  return [
    ...(proof === null || proof === bySignIn ? [asMember] : []),
    { openings: { some: { ...by, projectId, ...standing } } },
    { credentials: given },
    { givenCredentials: given },
  ]
}
