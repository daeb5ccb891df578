/** `npm run db:restore -- FILE`: a backup in the place of the embedded database, while Jetway is stopped. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { restoreEmbedded } from '#lib/db/embedded/restore.ts'
import { onlyArgument, runScript, sayWhereKeyLies } from '../run-script.ts'
import { withDataFolder } from './with-data-folder.ts'

await runScript(() =>
  withDataFolder('pg_restore', async (paths, settings) => {
    const file = resolve(onlyArgument('npm run db:restore -- FILE'))
    if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
    const { keptAs } = await restoreEmbedded(paths.database, file)
    console.log(`Restored ${file}. Jetway uses it from the next start.`)
    if (keptAs) console.log(`The database that was there is kept in ${keptAs}; delete it when you no longer need it.`)
    console.log(
      `The master key is not in a backup: Jetway needs the one this database was made with, ${sayWhereKeyLies(settings, paths.key)}.`,
    )
  }),
)
