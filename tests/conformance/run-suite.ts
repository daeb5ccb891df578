/** Runs one of the official suites against a server and gives its checks by name, in the order they were made. */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

export type Suite = { name: string; of: 'conformance-legacy' | '@modelcontextprotocol/conformance'; args: string[] }

/** `SUCCESS` or `FAILURE`, by scenario, check and how often it came before. */
export type Checks = Map<string, string>

const root = join(import.meta.dirname, '../..')

export const suites: Suite[] = [
  { name: '0.1.16', of: 'conformance-legacy', args: ['--suite', 'all'] },
  { name: 'alpha.12, 2025-11-25', of: '@modelcontextprotocol/conformance', args: ['--requirements', '2025-11-25'] },
  { name: 'alpha.12, 2026-07-28', of: '@modelcontextprotocol/conformance', args: ['--requirements', '2026-07-28'] },
]

export async function runSuite({ of, args }: Suite, url: string): Promise<Checks> {
  const folder = await mkdtemp(join(tmpdir(), 'jetway-conformance-'))
  try {
    await run([join(root, 'node_modules', of, 'dist/index.js'), 'server', '--url', url, ...args, '-o', folder])
    return await readChecks(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Failures are read from the checks; the suite's own code says only that there are some. */
function run(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'ignore' })
    child.once('error', reject).once('exit', () => resolve())
  })
}

async function readChecks(folder: string): Promise<Checks> {
  const checks: Checks = new Map()
  const files = await readdir(folder, { recursive: true })
  for (const file of files.filter((name) => name.endsWith('checks.json')).sort()) {
    const scenario = relative('.', file).replace(/(-\d{4}-\d\d-\d\dT[\d-]+Z)?\/checks\.json$/, '')
    const seen = new Map<string, number>()
    for (const { id, name, status } of JSON.parse(await readFile(join(folder, file), 'utf8'))) {
      if (status !== 'SUCCESS' && status !== 'FAILURE') continue
      const nth = (seen.get(`${id} ${name}`) ?? 0) + 1
      seen.set(`${id} ${name}`, nth)
      checks.set(`${scenario}: ${id} ${name} #${nth}`, status)
    }
  }
  return checks
}
