/** Makes the Prisma client, unless the one at hand was made from this schema by this Prisma. Needs no engine. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const generated = join(root, 'lib/db/generated')
const stampFile = join(generated, 'stamp')

export function generateClient(): void {
  const stamp = stampOfSchema()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const prisma = spawnSync(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), 'generate'], {
    cwd: root,
    encoding: 'utf8',
    // Prisma looks for a schema engine before it generates, and downloads one. It never runs it: any executable will do.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  })
  if (prisma.status !== 0) throw new Error(`prisma generate failed:\n${prisma.stdout ?? ''}${prisma.stderr ?? ''}`)
  writeFileSync(stampFile, stamp)
}

function stampOfSchema(): string {
  const hash = createHash('sha256')
  for (const file of ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']) {
    hash.update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

if (import.meta.main) generateClient()
