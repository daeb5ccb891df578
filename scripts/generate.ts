/** Makes the Prisma client, unless the one at hand was made from this schema by this Prisma. Needs no engine. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './build/alone.ts'

const home = join(import.meta.dirname, '..')

export async function generateClient(root = home, say: (line: string) => void = console.log): Promise<void> {
  if (isCurrent(root)) return
  await alone(root, say, () => {
    if (!isCurrent(root)) generate(root)
  })
}

function generate(root: string): void {
  rmSync(stampFile(root), { force: true })
  const prisma = spawnSync(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), 'generate'], {
    cwd: root,
    encoding: 'utf8',
    // Prisma looks for a schema engine before it generates, and downloads one. It never runs it: any executable will do.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  })
  if (prisma.status !== 0) throw new Error(`prisma generate failed:\n${prisma.stdout ?? ''}${prisma.stderr ?? ''}`)
  writeFileSync(stampFile(root), stampOfSchema(root))
}

function isCurrent(root: string): boolean {
  return existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === stampOfSchema(root)
}

function stampFile(root: string): string {
  return join(root, 'lib/db/generated/stamp')
}

function stampOfSchema(root: string): string {
  const hash = createHash('sha256')
  for (const file of ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']) {
    hash.update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

if (import.meta.main) await generateClient()
