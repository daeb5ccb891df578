import { type ChildProcess, spawn } from 'node:child_process'

export type Command = { command: string; args: string[]; env?: Record<string, string>; timeoutMs?: number }
export type Ended = { code: number; output: string }

const running = new Set<ChildProcess>()
/** A slow machine takes its time; a command that says nothing for this long hangs. */
const silenceMs = 15 * 60_000

/** Runs a command to its end, without a terminal, and answers what it printed. Its whole group ends with this process. */
export function runCommand({ command, args, env = {}, timeoutMs = silenceMs }: Command): Promise<Ended> {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...env },
  })
  running.add(child)
  const timer = setTimeout(() => kill(child), timeoutMs)
  const output: Buffer[] = []
  const hear = (chunk: Buffer) => {
    timer.refresh()
    output.push(chunk)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  return new Promise((resolve) => {
    const end = (code: number, note = '') => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ code, output: Buffer.concat(output).toString() + note })
    }
    child.once('error', (error) => end(127, `${command}: ${error.message}\n`))
    child.once('close', (code, signal) => end(code ?? 1, signal ? `ended by ${signal}\n` : ''))
  })
}

/** Ends everything that still runs, with its children. */
export function killCommands(): void {
  for (const child of running) kill(child)
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** The environment without what an operator set for a Jetway of their own. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'test', CI: 'true', NO_COLOR: '1' }
  for (const name of Object.keys(env)) if (/^(JETWAY_.*|DATABASE_URL|PORT|HOST)$/.test(name)) delete env[name]
  return env
}
