/**
 * Starts the database of the environment as Jetway does, says `ready`, and with `--write` makes organisations, a line for
 * each one that the database has acknowledged, until it is killed. For tests of what a kill leaves behind.
 * As root, `JETWAY_TEST_USER` is the user it runs as.
 */
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
  for (let serial = 1; process.argv.includes('--write'); serial += 1) {
    const name = `acknowledged ${serial}`
    await database().organization.create({ data: { name }, select: { id: true } })
    say(name)
  }
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error))
  process.exit(1)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
