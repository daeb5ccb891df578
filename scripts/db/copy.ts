/** `npm run db:copy -- URL`: everything in the embedded database into an empty Postgres, while Jetway is stopped. */
import { copyDatabase } from '#lib/db/copy-database.ts'
import { dataPaths } from '#lib/db/start-database.ts'
import { onlyArgument, runScript, sayWhereKeyLies, withDatabase } from '../run-script.ts'

await runScript(() =>
  withDatabase(async ({ url }, settings) => {
    const target = onlyArgument('npm run db:copy -- postgresql://USER:PASSWORD@HOST/DATABASE')
    if (settings.DATABASE_URL)
      throw new Error('DATABASE_URL is set: unset it, so that the embedded database is copied.')
    if (!/^postgres(ql)?:\/\//.test(target)) throw new Error('The address to copy to begins with postgresql://')
    const copied = await copyDatabase(url, target)
    for (const { table, rows } of copied) console.log(`${String(rows).padStart(8)}  ${table}`)
    console.log(
      `Copied. Start Jetway with DATABASE_URL set to that address, and JETWAY_MASTER_KEY to the key of this folder, which lies ${sayWhereKeyLies(settings, dataPaths(settings).key)}.`,
    )
  }),
)
