/** `npm run db:backup -- FILE`: the embedded database into one file, while Jetway is stopped. */
import { resolve } from 'node:path'
import { backUpEmbedded } from '#lib/db/embedded/backup.ts'
import { onlyArgument, runScript, sayWhereKeyLies } from '../run-script.ts'
import { withDataFolder } from './with-data-folder.ts'

await runScript(() =>
  withDataFolder('pg_dump', async (paths, settings) => {
    const file = resolve(onlyArgument('npm run db:backup -- FILE'))
    const { bytes } = await backUpEmbedded(paths.database, file)
    console.log(`Wrote ${file} (${(bytes / 1e6).toFixed(1)} MB).`)
    console.log(
      `The master key is not in it: it lies ${sayWhereKeyLies(settings, paths.key)}. Keep a copy of it apart from this file; without it no stored credential can be read.`,
    )
  }),
)
