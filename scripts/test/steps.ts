/** The steps of `npm test` and `npm run verify`: how each tool is called, and how its result is counted. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import type { Check } from '../checks.ts'
import { generateClient } from '../generate.ts'
import { type Command, runCommand } from './run-command.ts'
import type { Outcome, Step } from './run-steps.ts'

const reports = 'test-results'

/** One check, counted as one. */
export function checkStep({ name, command, args }: Check): Step {
  return { name, run: () => countAsOne({ command, args }) }
}

export const generateStep: Step = {
  name: 'generate',
  run: async () => {
    await generateClient()
    return { passed: 1, failed: 0, output: '' }
  },
}

export const buildStep: Step = {
  name: 'build',
  run: () => countAsOne({ command: process.execPath, args: ['scripts/build.ts'] }),
}

type VitestOptions = { env?: () => Record<string, string>; without?: readonly string[] }

/** A Vitest project, `without` some of its files; each test counts. */
export function vitestStep(
  name: string,
  project: string,
  { env = () => ({}), without = [] }: VitestOptions = {},
): Step {
  const report = `${reports}/${name.replaceAll(/\W+/g, '-')}.json`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = ['run', '--project', project, ...reporters, ...without.map((files) => `--exclude=${files}`)]
  return {
    name,
    run: async () => {
      clear(report)
      const ended = await runCommand({ command: 'node_modules/.bin/vitest', args, env: env() })
      const { numPassedTests, numFailedTests } = readReport<VitestReport>(report) ?? {
        numPassedTests: 0,
        numFailedTests: 0,
      }
      return count(numPassedTests, numFailedTests, ended)
    },
  }
}

/** The journeys; a test that passed only when tried again would count as failed, but none is tried again. */
export function playwrightStep(name: string, env: () => Record<string, string>): Step {
  const report = `${reports}/e2e.json`
  return {
    name,
    run: async () => {
      clear(report)
      const ended = await runCommand({
        command: 'node_modules/.bin/playwright',
        args: ['test', '--reporter=list,json'],
        env: { ...env(), PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      })
      const { stats } = readReport<PlaywrightReport>(report) ?? { stats: { expected: 0, unexpected: 0, flaky: 0 } }
      return count(stats.expected, stats.unexpected + stats.flaky, ended)
    },
  }
}

type VitestReport = { numPassedTests: number; numFailedTests: number }
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number } }

async function countAsOne(command: Command): Promise<Outcome> {
  const { code, output } = await runCommand(command)
  return code === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output }
}

/** A tool that ends badly, or that saw no test, has failed, whatever its report says. */
function count(passed: number, failed: number, { code, output }: { code: number; output: string }): Outcome {
  const isBroken = failed === 0 && (code !== 0 || passed === 0)
  return { passed, failed: isBroken ? 1 : failed, output }
}

function clear(report: string): void {
  mkdirSync(reports, { recursive: true })
  rmSync(report, { force: true })
}

function readReport<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T
  } catch {
    return null
  }
}
