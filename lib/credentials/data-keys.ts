/**
 * The data keys: one per organisation and version, wrapped by the master key. Unwrapped keys stay in this process's
 * memory for a while and go nowhere else. A database whose keys another master key wrapped does not open.
 */
import { LRUCache } from 'lru-cache'
import { deriveKey, masterKeyId } from '#lib/crypto/derive.ts'
import { open, type SealKey, seal } from '#lib/crypto/seal.ts'
import type { Db } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'

const dataKeyBytes = 32
const firstVersion = 1
const cachedMax = 1000
const unwrapped = new LRUCache<string, SealKey>({ max: cachedMax, ttl: 10 * 60 * 1000 })

type KeyRow = { version: number; masterKeyId: string; wrapped: Uint8Array }

/** The key that new values are sealed with; made on an organisation's first credential. */
export async function newestDataKey(db: Db, organizationId: string): Promise<SealKey> {
  const row = await findNewest(db, organizationId)
  if (row) return unwrap(organizationId, row)
  const key = crypto.getRandomValues(new Uint8Array(dataKeyBytes))
  const wrapped = wrapDataKey(organizationId, firstVersion, key, env().masterKey)
  const data = { organizationId, version: firstVersion, ...wrapped }
  await db.organizationKey.createMany({ data: [data], skipDuplicates: true })
  const made = await findNewest(db, organizationId)
  if (!made) throw new Error('The data key could not be stored.')
  return unwrap(organizationId, made)
}

/** The key of one version, or null when there is none. */
export async function findDataKey(db: Db, organizationId: string, version: number): Promise<SealKey | null> {
  const known = unwrapped.get(cacheName(organizationId, version))
  if (known) return known
  const row = await db.organizationKey.findUnique({
    where: { organizationId_version: { organizationId, version } },
    select: { version: true, masterKeyId: true, wrapped: true },
  })
  return row && unwrap(organizationId, row)
}

/** A data key under a master key, as it is stored. */
export function wrapDataKey(organizationId: string, version: number, key: Uint8Array, masterKey: string) {
  const wrapping = { version, key: deriveKey(masterKey, 'wrap') }
  return { masterKeyId: masterKeyId(masterKey), wrapped: seal(wrapping, key, wrapContext(organizationId)) }
}

/** The plain data key of a row, or null when no master key at hand opens it. */
export function unwrapDataKey(organizationId: string, row: KeyRow): Uint8Array | null {
  const { masterKey, masterKeyPrevious } = env()
  const candidate = [masterKey, masterKeyPrevious].find((key) => key && masterKeyId(key) === row.masterKeyId)
  if (!candidate) return null
  return open({ version: row.version, key: deriveKey(candidate, 'wrap') }, row.wrapped, wrapContext(organizationId))
}

function findNewest(db: Db, organizationId: string): Promise<KeyRow | null> {
  return db.organizationKey.findFirst({
    where: { organizationId },
    orderBy: { version: 'desc' },
    select: { version: true, masterKeyId: true, wrapped: true },
  })
}

function unwrap(organizationId: string, row: KeyRow): SealKey {
  const name = cacheName(organizationId, row.version)
  const known = unwrapped.get(name)
  if (known) return known
  const key = unwrapDataKey(organizationId, row)
  if (!key) throw new Error('The master key does not open this database. Start Jetway with the key it was made with.')
  const sealKey = { version: row.version, key }
  unwrapped.set(name, sealKey)
  return sealKey
}

function wrapContext(organizationId: string): string {
  return `${organizationId}/data-key`
}

function cacheName(organizationId: string, version: number): string {
  return `${organizationId}/${version}/${masterKeyId(env().masterKey)}`
}
