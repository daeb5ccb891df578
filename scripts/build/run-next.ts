import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export type Telling = { say: (line: string) => void; everyMs: number }

/** Runs `next build`, saying now and then how long it takes and what it is at. Throws with all it printed when it fails. */
export function runNextBuild(root: string, { say, everyMs }: Telling): Promise<void> {
  const build = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const started = performance.now()
  let output = ''
  const note = (chunk: Buffer) => {
    output += chunk.toString()
  }
  build.stdout.on('data', note)
  build.stderr.on('data', note)
  const timer = setInterval(() => say(`  ${seconds(started)}  ${lastStep(output)}`), everyMs)
  const kill = () => build.kill()
  process.once('exit', kill)
  return new Promise((resolve, reject) => {
    build.once('error', reject)
    build.once('close', (code, signal) => {
      clearInterval(timer)
      process.off('exit', kill)
      if (code === 0) return resolve()
      reject(new Error(`The build ${signal ? `was ended by ${signal}` : 'failed'}:\n${output}`))
    })
  })
}

function seconds(since: number): string {
  return `${Math.round((performance.now() - since) / 1000)} s`
}

/** What the build is at, without marks and colours: Next says each step with three dots. */
function lastStep(output: string): string {
  const steps = stripVTControlCharacters(output).match(/\w[^\r\n]*(?= \.\.\.)/g)
  return steps?.at(-1) ?? 'Starting'
}
