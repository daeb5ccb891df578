/**
 * Moves every data key from an old master key to the one in force. Row by row and resumable: what is already under
 * the new key is left alone, and the old key keeps opening the rest until the run is done.
 */
import { masterKeyId } from '#lib/crypto/derive.ts'
import type { Db } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'
import { unwrapDataKey, wrapDataKey } from './data-keys.ts'

/** How many data keys were re-wrapped; throws when one opens with neither key. `stopAfter` bounds a run. */
export async function rotateMasterKey(
  db: Db,
  options: { stopAfter?: number } = {},
): Promise<{ rewrapped: number; left: number }> {
  const { masterKey } = env()
  const where = { masterKeyId: { not: masterKeyId(masterKey) } }
  const rows = await db.organizationKey.findMany({ where, take: options.stopAfter })
  for (const row of rows) {
    const key = unwrapDataKey(row.organizationId, row)
    if (!key)
      throw new Error(
        'A data key opens with neither master key. Set JETWAY_MASTER_KEY_PREVIOUS to the key it was wrapped with.',
      )
    const place = { organizationId: row.organizationId, version: row.version, masterKeyId: row.masterKeyId }
    await db.organizationKey.updateMany({
      where: place,
      data: wrapDataKey(row.organizationId, row.version, key, masterKey),
    })
  }
  return { rewrapped: rows.length, left: await db.organizationKey.count({ where }) }
}

/** Whether every data key opens with the master keys at hand; start-up refuses otherwise. */
export async function canOpenVault(db: Db): Promise<boolean> {
  const rows = await db.organizationKey.findMany({
    select: { organizationId: true, version: true, masterKeyId: true, wrapped: true },
  })
  return rows.every((row) => unwrapDataKey(row.organizationId, row) !== null)
}
