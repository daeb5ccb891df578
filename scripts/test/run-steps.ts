import { killCommands } from './run-command.ts'

export type Outcome = { passed: number; failed: number; output: string }
export type Step = { name: string; run: () => Promise<Outcome> }

const started = performance.now()

/** Runs every step, also after one has failed; ends with the line `N passed, N failed` and answers the exit code. */
export async function runSteps(steps: Step[], say: (line: string) => void = console.log): Promise<number> {
  const totals = { passed: 0, failed: 0 }
  for (const step of steps) {
    const outcome = await runStep(step, say)
    totals.passed += outcome.passed
    totals.failed += outcome.failed
  }
  say(`\nin ${seconds(started)}\n${totals.passed} passed, ${totals.failed} failed`)
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1
}

/** Ends children and gives `cleanUp` its chance when the run is interrupted. */
export function onInterrupt(cleanUp: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      killCommands()
      cleanUp()
      process.exit(130)
    })
  }
}

async function runStep({ name, run }: Step, say: (line: string) => void): Promise<Outcome> {
  const begun = performance.now()
  const outcome = await run().catch((error: unknown) => ({ passed: 0, failed: 1, output: sayFailure(error) }))
  const mark = outcome.failed > 0 ? '✗' : '✓'
  const count = outcome.passed + outcome.failed > 1 ? ` (${outcome.passed} passed, ${outcome.failed} failed)` : ''
  say(`${mark} ${name}${count} ${seconds(begun)}`)
  if (outcome.failed > 0) say(`${outcome.output.trimEnd().replaceAll(/^/gm, '    ')}\n`)
  return outcome
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

function sayFailure(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
