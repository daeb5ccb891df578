/** Builds the pages, unless the build at hand was made from these very files. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateClient } from './generate.ts'
import { sayError } from './say-error.ts'

const root = join(import.meta.dirname, '..')
const stampFile = join(root, '.next/stamp')
const sources = [
  '{app,components,lib,catalog}/**/*',
  'prisma/schema.prisma',
  '{proxy.ts,next.config.js,postcss.config.mjs,tsconfig.json,package.json,package-lock.json}',
]

/** Answers whether a build was needed. */
export async function buildWhenStale(say: (line: string) => void = console.log): Promise<boolean> {
  const stamp = stampOfSources()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false
  say(
    `Building Jetway: ${existsSync(stampFile) ? 'the code has changed since the last build' : 'there is no build yet'}.`,
  )
  await runNextBuild()
  writeFileSync(stampFile, stamp)
  return true
}

function runNextBuild(): Promise<void> {
  const build = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: Buffer[] = []
  build.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  build.stderr.on('data', (chunk: Buffer) => output.push(chunk))
  return new Promise((resolve, reject) => {
    build.once('error', reject)
    build.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`The build failed:\n${Buffer.concat(output).toString()}`))
    })
  })
}

/** A hash over names and contents: a copy, a checkout or a touch that changes nothing needs no build. */
function stampOfSources(): string {
  const hash = createHash('sha256').update(process.version)
  for (const file of globSync(sources, { cwd: root }).sort()) {
    const path = join(root, file)
    if (statSync(path).isFile()) hash.update(`\n${file}\n`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

if (import.meta.main) {
  try {
    generateClient()
    if (!(await buildWhenStale())) console.log('The build is current.')
  } catch (error) {
    console.error(sayError(error))
    process.exit(1)
  }
}
