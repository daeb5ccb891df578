import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrationsFolder } from './migrate.ts'
import { filters, schemaFile, withSchemaEngine } from './schema-engine.ts'

/** The schema as the last migration left it: the engine cannot introspect through this adapter (it knows no "char" columns). */
export const snapshotFile = join(migrationsFolder, 'schema.snapshot.prisma')

/**
 * The SQL that leads from the last migration's schema to `prisma/schema.prisma`; null when they agree.
 * `url`: any database, only to open the engine on.
 */
export async function diffSchema(url: string): Promise<string | null> {
  const [from, to] = await Promise.all([toDatamodel(snapshotFile), toDatamodel(schemaFile)])
  if (from.files[0]?.content === to.files[0]?.content) return null
  const { stdout } = await withSchemaEngine(url, (engine) =>
    engine.diff({ from, to, script: true, exitCode: null, filters }),
  )
  const sql = stdout ?? ''
  return /^\s*(--.*\s*)*$/.test(sql) ? null : sql
}

async function toDatamodel(file: string) {
  return { tag: 'schemaDatamodel' as const, files: [{ path: 'schema.prisma', content: await readFile(file, 'utf8') }] }
}
