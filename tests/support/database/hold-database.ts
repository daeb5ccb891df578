/**
 * Starts the database of the environment as Jetway does, says `ready`, and with `--write` makes organisations, a line for
 * each one that the database has acknowledged, until it is killed; a line `refused: …` with what a person would be told
 * for each one it has not. For tests of what a kill, or a full disk, leaves behind. As root, `JETWAY_TEST_USER` is the
 * user it runs as.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { toFormState } from '#lib/boundary/to-form-state.ts'
import { closeDatabase, database } from '#lib/db/database.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { startDatabase } from '#lib/db/start-database.ts'
import { provideEnv, readSettings } from '#lib/env.ts'

const settings = readSettings()
const user = Number(process.env.JETWAY_TEST_USER ?? 0)
if (user) process.setuid?.(user)

try {
  const { url: databaseUrl, masterKey, close } = await startDatabase(settings)
  await migrateDatabase(databaseUrl)
  provideEnv({ databaseUrl, masterKey }, settings)
  process.once('SIGTERM', async () => {
    await closeDatabase()
    await close()
    process.exit(0)
  })
  say('ready')
  for (let serial = 1; process.argv.includes('--write'); serial += 1) await write(`acknowledged ${serial}`)
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error))
  process.exit(1)
}

async function write(name: string): Promise<void> {
  try {
    await database().organization.create({ data: { name: `${name} ${padding()}`.trim() }, select: { id: true } })
    say(name)
  } catch (error) {
    const { message } = { message: '', ...toFormState(error, {}, 'request') }
    say(`refused: ${message}`)
    await wait(20)
  }
}

/** What does not compress, so that a disk fills quickly. */
function padding(): string {
  const bytes = Number(process.env.JETWAY_TEST_ROW_BYTES ?? 0)
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64')
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
