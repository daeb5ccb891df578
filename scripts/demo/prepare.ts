import { closeDatabase, database } from '#lib/db/database.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { startDatabase } from '#lib/db/start-database.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import type { Sandbox } from '#sandbox/start-sandbox.ts'
import { seedDemo } from './seed.ts'
import { type DemoState, type Seeded, saveDemo } from './state.ts'

/** Makes the demo's rows, unless an earlier run has. Jetway itself starts afterwards, on what is there. */
export async function prepareDemo(folder: string, demo: DemoState, sandbox: Sandbox): Promise<Seeded> {
  if (demo.seeded) return demo.seeded
  const settings = readSettings()
  const { url: databaseUrl, masterKey, close } = await startDatabase(settings)
  try {
    await migrateDatabase(databaseUrl)
    provideEnv({ databaseUrl, masterKey }, settings)
    const seeded = await seedDemo(database(), demo, sandbox)
    saveDemo(folder, { ...demo, seeded })
    return seeded
  } finally {
    await closeDatabase()
    await close()
  }
}
