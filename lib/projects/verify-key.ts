/**
 * Whether an agent key opens its project, and for whom. Everything that does not hold looks the same from outside
 * (`unknown`), except a right key that waits for its person's consent: its holder may know that. One query, no cache:
 * the gateway caches and drops what the bus names.
 */
import { equalBytes } from '#lib/crypto/compare.ts'
import { hashToken } from '#lib/crypto/token.ts'
import type { Db } from '#lib/db/client.ts'
import { parseAgentKey } from './agent-key.ts'

export type KeyPrincipal = {
  keyId: string
  keyName: string
  organizationId: string
  projectId: string
  projectSlug: string
  personId: string
  email: string
  expiresAt: Date | null
}

export type KeyVerdict = { ok: true; principal: KeyPrincipal } | { ok: false; reason: 'unknown' | 'not_allowed_yet' }

type KeyRow = KeyPrincipal & { secretHash: Uint8Array; allowedAt: Date | null }

/** What a key's text is good for now. */
export async function verifyKey(db: Db, text: string): Promise<KeyVerdict> {
  const parts = parseAgentKey(text)
  const row = parts && (await findLiveKey(db, parts.publicId))
  if (!row || !equalBytes(row.secretHash, hashToken(parts.secret))) return { ok: false, reason: 'unknown' }
  const { secretHash: _, allowedAt, ...principal } = row
  if (principal.expiresAt && principal.expiresAt <= new Date()) return { ok: false, reason: 'unknown' }
  return allowedAt ? { ok: true, principal } : { ok: false, reason: 'not_allowed_yet' }
}

/** Notes that these keys were used; called in batches, behind the answers. */
export async function touchKey(db: Db, keyIds: readonly string[]): Promise<void> {
  if (keyIds.length === 0) return
  await db.agentKey.updateMany({ where: { id: { in: [...keyIds] } }, data: { lastUsedAt: new Date() } })
}

/**
 * A key that nobody took back, of a person who still belongs to the project: as its member, or by an auth link of
 * it, or by a credential given for it. Expiry and consent are left to the caller.
 */
async function findLiveKey(db: Db, publicId: string): Promise<KeyRow | undefined> {
  const rows = await db.$queryRaw<KeyRow[]>`
    select key.id as "keyId", key.name as "keyName", key."organizationId", key."projectId",
      project.slug as "projectSlug", key."personId", person.email, key."expiresAt", key."secretHash", key."allowedAt"
    from "AgentKey" key
    join "Project" project on project.id = key."projectId" and project."organizationId" = key."organizationId"
    join "Person" person on person.id = key."personId" and person."organizationId" = key."organizationId"
    where key."publicId" = ${publicId} and key."revokedAt" is null and key."refusedAt" is null
      and (
        (person.role is not null and exists (
          select from "ProjectMember" member
          where member."projectId" = key."projectId" and member."personId" = key."personId"))
        or exists (
          select from "AuthLink" link
          where link."projectId" = key."projectId" and link."openedById" = key."personId" and link."revokedAt" is null)
        or exists (
          select from "Credential" credential
          join "Connection" connection on connection.id = credential."connectionId"
          where connection."projectId" = key."projectId"
            and (credential."personId" = key."personId" or credential."givenById" = key."personId"))
      )`
  return rows[0]
}
