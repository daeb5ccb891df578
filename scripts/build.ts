/** Makes what is missing (the Prisma client, the pages), unless what is at hand was made from these very files. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './build/alone.ts'
import { runNextBuild, type Telling } from './build/run-next.ts'
import { hashOfSources, isBuilt, removeStamp, writeStamp } from './build/stamp.ts'
import { generateClient } from './generate.ts'
import { sayError } from './say-error.ts'

const telling: Telling = { say: console.log, everyMs: 3_000 }

/** Answers whether a build was needed. */
export async function buildWhenStale(
  root = join(import.meta.dirname, '..'),
  { say, everyMs } = telling,
): Promise<boolean> {
  await generateClient(root, say)
  if (isBuilt(root)) return false
  return alone(root, say, async () => {
    // Whoever was waited for may have made it.
    if (isBuilt(root)) return false
    const hasOne = existsSync(join(root, '.next/BUILD_ID'))
    say(`Building Jetway: ${hasOne ? 'the code has changed since the last build' : 'there is no build yet'}.`)
    const hash = hashOfSources(root)
    removeStamp(root)
    await runNextBuild(root, { say, everyMs })
    writeStamp(root, hash)
    return true
  })
}

if (import.meta.main) {
  try {
    if (!(await buildWhenStale())) console.log('The build is current.')
  } catch (error) {
    console.error(sayError(error))
    process.exit(1)
  }
}
