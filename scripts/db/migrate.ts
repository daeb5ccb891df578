/** `npm run db:migrate`: applies what is missing, as the next start would. */
import { migrateDatabase } from '#lib/db/migrate.ts'
import { runScript, withDatabase } from '../run-script.ts'

await runScript(() =>
  withDatabase(async ({ url, describe }) => {
    const { applied, total } = await migrateDatabase(url)
    for (const name of applied) console.log(`applied ${name}`)
    console.log(`${describe}: ${applied.length} of ${total} migrations were new.`)
  }),
)
