import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '../../..')

export type Settings = Record<string, string>
export type Said = { code: number | null; out: string; err: string }

/** A process of ours with settings of its own; none are inherited. `JETWAY_TEST_NODE` is an option for Node itself. */
export function startScript(file: string, args: string[], settings: Settings): ChildProcess {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: 'test' as const,
    JETWAY_LOG_LEVEL: 'silent',
    ...settings,
  }
  const options = settings.JETWAY_TEST_NODE ? [settings.JETWAY_TEST_NODE] : []
  return spawn(process.execPath, [...options, join(root, file), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs a script to its end. */
export function runScript(file: string, args: string[], settings: Settings): Promise<Said> {
  const child = startScript(file, args, settings)
  const said = { out: '', err: '' }
  child.stdout?.on('data', (chunk) => (said.out += chunk))
  child.stderr?.on('data', (chunk) => (said.err += chunk))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })))
}

/** The lines a process prints, as they come. */
export function linesOf(child: ChildProcess): AsyncIterableIterator<string> {
  if (!child.stdout) throw new Error('This process has no output.')
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]()
}

export async function nextLine(lines: AsyncIterableIterator<string>): Promise<string | null> {
  const { value, done } = await lines.next()
  return done ? null : value
}

export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('close', () => resolve()))
}
