/**
 * A real PostgreSQL for tests, in a temporary folder, on a Unix socket in it and on no port: nothing on the machine can
 * clash with it. It keeps nothing safe on disk. It refuses to run as root, so root starts it as the user `postgres`.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findPostgres } from './find-postgres.ts'

export type TestPostgres = { url: string; close: () => Promise<void>; kill: () => void }

const startMs = 30_000
const quick = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']

export async function startPostgres(): Promise<TestPostgres> {
  const programs = findPostgres()
  if (!programs)
    throw new Error(
      'No PostgreSQL found: install it (Debian: apt-get install postgresql; macOS: brew install postgresql@17).',
    )
  const folder = mkdtempSync(join(tmpdir(), 'jetway-pg-'))
  const owner = findOwner()
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C.UTF-8'],
    {
      ...owner,
      cwd: folder,
      encoding: 'utf8',
    },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const settings = [...quick, 'listen_addresses=', `unix_socket_directories=${folder}`].flatMap((setting) => [
    '-c',
    setting,
  ])
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', '5432', ...settings], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const kill = () => {
    spawnSync(join(programs, 'pg_ctl'), ['stop', '-D', data, '-m', 'immediate', '-w'], { ...owner, cwd: folder })
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', kill)
  const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`
  await untilReady(server)
  const close = async () => {
    process.off('exit', kill)
    await ended(server, () => server.kill('SIGINT'))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return { url, close, kill }
}

/** Whom PostgreSQL runs as when we are root. */
function findOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** Waits for PostgreSQL to say so. All it prints is read, also later: a full pipe would hold it up. */
function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = []
    const giveUp = (why: string) => reject(new Error([`PostgreSQL ${why}.`, ...said].join('\n')))
    const timer = setTimeout(() => giveUp(`was not ready within ${startMs / 1000} s`), startMs)
    server.once('error', reject)
    server.once('close', (code) => {
      clearTimeout(timer)
      giveUp(`ended at its start, with code ${code}`)
    })
    if (!server.stderr) throw new Error('PostgreSQL has no output.')
    const lines = createInterface({ input: server.stderr }).on('line', (line) => {
      said.push(line)
      if (!line.endsWith('database system is ready to accept connections')) return
      lines.removeAllListeners('line')
      server.removeAllListeners('close')
      clearTimeout(timer)
      resolve()
    })
  })
}

function ended(server: ChildProcess, end: () => void): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    server.once('exit', () => resolve())
    end()
  })
}
