/**
 * What a build was made from, as a hash over contents: a copy, a checkout or a touch that changes nothing needs no build,
 * and neither does what no page is made of (tests, scripts, packages for development, the version of Node).
 */
import { createHash } from 'node:crypto'
import { globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const sources = [
  '{app,components,lib,public}/**/*',
  'catalog/**/*.json',
  '{proxy.ts,instrumentation*.ts,next.config.js,postcss.config.mjs,tsconfig.json}',
]

/** Whether what lies there is a whole build of these very sources. */
export function isBuilt(root: string): boolean {
  const stamp = read(root, '.next/stamp')
  return stamp !== '' && stamp === withBuildId(root, hashOfSources(root))
}

/** From here on what lies there is no whole build, whatever becomes of the next one. */
export function removeStamp(root: string): void {
  rmSync(join(root, '.next/stamp'), { force: true })
}

/** `hash`: of the sources when the build began. */
export function writeStamp(root: string, hash: string): void {
  writeFileSync(join(root, '.next/stamp'), withBuildId(root, hash))
}

export function hashOfSources(root: string): string {
  const hash = createHash('sha256').update(JSON.stringify([importsOf(root), packagesOf(root)]))
  for (const file of globSync(sources, { cwd: root }).sort()) {
    const path = join(root, file)
    if (statSync(path).isFile()) hash.update(`\n${file}\n`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

/** Next gives every build an id; one that somebody else made is not ours. */
function withBuildId(root: string, hash: string): string {
  return `${hash} ${read(root, '.next/BUILD_ID')}`
}

function importsOf(root: string): unknown {
  const { imports }: { imports?: object } = JSON.parse(read(root, 'package.json') || '{}')
  return imports
}

type Installed = { packages?: Record<string, { version?: string; dev?: boolean }> }

/** The packages that are really there, as npm notes them, without those for development. */
function packagesOf(root: string): string[] {
  const { packages = {} }: Installed = JSON.parse(read(root, 'node_modules/.package-lock.json') || '{}')
  return Object.entries(packages)
    .filter(([, { dev }]) => !dev)
    .map(([path, { version }]) => `${path}@${version}`)
    .sort()
}

function read(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8')
  } catch {
    return ''
  }
}
