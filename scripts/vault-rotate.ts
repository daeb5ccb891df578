/**
 * `npm run vault:rotate`: moves every data key to a new master key. Embedded, it makes that key and keeps the old one in the
 * data folder until it is done. May be killed at any point: the next run goes on where this one was, and Jetway starts
 * in between, because both keys lie there.
 */
import { existsSync, readFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { recordAudit } from '#lib/audit/record.ts'
import { canOpenVault, rotateMasterKey } from '#lib/credentials/rotate-key.ts'
import { newMasterKey } from '#lib/crypto/derive.ts'
import type { Database } from '#lib/db/client.ts'
import { dataPaths, type StartedDatabase } from '#lib/db/start-database.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { provideEnv, type Settings } from '#lib/env.ts'
import { runScript, withVault } from './run-script.ts'

type KeyFiles = { key: string; previousKey: string }

await runScript(() =>
  withVault(async (db, started, settings) => {
    const isOnFile = !settings.DATABASE_URL && !settings.JETWAY_MASTER_KEY
    if (!isOnFile) requireBothKeys(settings)
    if (!(await canOpenVault(db)))
      throw new Error('The master keys at hand do not open this database. Nothing was changed.')

    const files = dataPaths(settings)
    const isResumed = isOnFile && !(await changeKey(files, started, settings))
    const { rewrapped } = await rotateMasterKey(db)
    if (rewrapped > 0 || isResumed) await recordRotation(db, rewrapped)
    if (isOnFile) await rm(files.previousKey, { force: true })
    console.log(`Done: ${rewrapped} data ${rewrapped === 1 ? 'key is' : 'keys are'} under the new master key.`)
    console.log(isOnFile ? `It lies in ${files.key}.` : 'Unset JETWAY_MASTER_KEY_PREVIOUS before the next start.')
    console.log('A backup made before this opens only with the old key: make a new one now.')
    console.log('Everyone has to sign in again: sessions are signed with a key of the master key.')
  }),
)

function requireBothKeys(settings: Settings): void {
  if (settings.JETWAY_MASTER_KEY && settings.JETWAY_MASTER_KEY_PREVIOUS) return
  throw new Error(
    'Set JETWAY_MASTER_KEY to the new key and JETWAY_MASTER_KEY_PREVIOUS to the one in use, then run this again.',
  )
}

/**
 * The old key is put aside before the new one takes its place. If both lie there and differ, a run was interrupted: there
 * is nothing to change then, and the answer is no.
 */
async function changeKey(files: KeyFiles, { url, masterKey }: StartedDatabase, settings: Settings): Promise<boolean> {
  const aside = existsSync(files.previousKey) ? readFileSync(files.previousKey, 'utf8').trim() : null
  if (aside && aside !== masterKey) {
    console.log('An earlier rotation was interrupted; finishing it.')
    return false
  }
  const newKey = newMasterKey()
  await writeKey(files.previousKey, masterKey)
  await writeKey(files.key, newKey)
  provideEnv({ databaseUrl: url, masterKey: newKey, masterKeyPrevious: masterKey }, settings)
  return true
}

async function writeKey(file: string, key: string): Promise<void> {
  await writeFile(`${file}.new`, `${key}\n`, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
}

async function recordRotation(db: Database, rewrapped: number): Promise<void> {
  for (const { id, name } of await db.organization.findMany({ select: { id: true, name: true } })) {
    const ctx = { actor: { kind: 'system', organizationId: id } as const, db, requestId: crypto.randomUUID() }
    const target = { kind: 'organisation', id, label: name }
    await inTransaction(ctx, (tx) => recordAudit(tx, { action: 'vault.rotate', target, details: { rewrapped } }))
  }
}
