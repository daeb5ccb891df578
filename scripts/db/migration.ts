/** `npm run db:migration -- NAME`: writes the migration that leads to prisma/schema.prisma as it stands now. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diffSchema, snapshotFile } from '#lib/db/diff-schema.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { listMigrations, migrationsFolder } from '#lib/db/migrate.ts'
import { schemaFile } from '#lib/db/schema-engine.ts'
import { onlyArgument, runScript } from '../run-script.ts'

await runScript(async () => {
  const name = onlyArgument('npm run db:migration -- NAME')
  if (!/^[a-z][a-z0-9_]{0,60}$/.test(name)) throw new Error('A migration is named in lower case: add_tool_policies')

  const embedded = await startEmbedded('memory://')
  const sql = await diffSchema(embedded.url).finally(() => embedded.close())
  if (!sql) throw new Error('prisma/schema.prisma is what the last migration left: there is nothing to migrate.')

  const folder = join(migrationsFolder, `${await timestampAfterLast()}_${name}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'migration.sql'), sql)
  copyFileSync(schemaFile, snapshotFile)
  console.log(
    `Wrote ${join(folder, 'migration.sql')}. Read it, add what the schema cannot say, and try it: npm run db:migrate`,
  )
})

/** Now, or just after the last migration where clocks disagree: names decide the order. */
async function timestampAfterLast(): Promise<string> {
  const now = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const last = (await listMigrations()).at(-1)?.slice(0, 14) ?? ''
  return now > last ? now : String(BigInt(last) + 1n)
}
