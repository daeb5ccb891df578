/** Runs Jetway as `npm start` does, as a process of its own, on a free port and with settings of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '#scripts/free-port.ts'

/** `setUpUrl`: the link that Jetway printed, as long as nobody has set it up. */
export type App = {
  url: string
  setUpUrl: string | null
  folder: string
  process: ChildProcess
  close: () => Promise<void>
}

const root = join(import.meta.dirname, '../../..')
const startMs = 180_000
const networks = '127.0.0.0/8,::1/128'

/** Everything it prints goes to `logFile`. */
export async function startApp(
  settings: { JETWAY_DATA: string } & Record<string, string>,
  logFile: string,
): Promise<App> {
  const port = settings.PORT ?? String(await freePort())
  const url = `http://localhost:${port}`
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production' as const }
  const child = spawn(process.execPath, [join(root, 'scripts/start.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, PORT: port, JETWAY_URL: url, JETWAY_ALLOW_NETWORKS: networks, ...settings },
  })
  const log = createWriteStream(logFile, { flags: 'a' })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  const setUpUrl = await untilReady(child, logFile)
  return { url, setUpUrl, folder: settings.JETWAY_DATA, process: child, close: () => stop(child) }
}

/** Ready is what Jetway prints last: where to set it up, or where to open it. */
function untilReady(child: ChildProcess, logFile: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const giveUp = (why: string) => {
      child.kill('SIGKILL')
      reject(new Error(`Jetway ${why}; see ${logFile}`))
    }
    const timer = setTimeout(() => giveUp(`was not ready within ${startMs / 1000} s`), startMs)
    child.once('exit', (code) => giveUp(`ended at its start with code ${code}`))
    if (!child.stdout) throw new Error('Jetway has no output.')
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, setUp, open] = line.match(/^(?:Set it up: (http\S+)|Open (http\S+))/) ?? []
      if (!setUp && !open) return
      clearTimeout(timer)
      child.removeAllListeners('exit')
      resolve(setUp ?? null)
    })
  })
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
