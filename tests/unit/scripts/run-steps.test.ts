import { describe, expect, test } from 'vitest'
import { runCommand } from '#scripts/test/run-command.ts'
import { runSteps, type Step } from '#scripts/test/run-steps.ts'

function step(name: string, passed: number, failed: number): Step {
  return { name, run: async () => ({ passed, failed, output: `${name} said this` }) }
}

async function run(steps: Step[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = []
  const code = await runSteps(steps, (line) => lines.push(...line.split('\n')))
  return { code, lines }
}

describe('runSteps', () => {
  test('ends with the sum over all steps, alone on a line', async () => {
    const { code, lines } = await run([step('lint', 1, 0), step('unit', 41, 0)])

    expect(lines.at(-1)).toBe('42 passed, 0 failed')
    expect(code).toBe(0)
  })

  test('goes on after a failure, shows what it said, and fails at the end', async () => {
    const { code, lines } = await run([step('unit', 3, 2), step('build', 1, 0)])

    expect(lines.at(-1)).toBe('4 passed, 2 failed')
    expect(lines).toContain('    unit said this')
    expect(lines.join('\n')).not.toContain('build said this')
    expect(code).toBe(1)
  })

  test('counts a step that throws as one failure', async () => {
    const broken: Step = { name: 'broken', run: () => Promise.reject(new Error('no such tool')) }
    const { code, lines } = await run([broken, step('unit', 1, 0)])

    expect(lines.at(-1)).toBe('1 passed, 1 failed')
    expect(lines.join('\n')).toContain('no such tool')
    expect(code).toBe(1)
  })

  test('nothing that ran is not a success', async () => {
    expect((await run([])).code).toBe(1)
  })
})

describe('runCommand', () => {
  const node = (source: string) => ({ command: process.execPath, args: ['-e', source] })

  test('answers the exit code and what was printed on both streams', async () => {
    const ended = await runCommand(node('console.log("out"); console.error("err"); process.exit(3)'))

    expect(ended.code).toBe(3)
    expect(ended.output).toContain('out')
    expect(ended.output).toContain('err')
  })

  test('gives no terminal and none of the operator’s settings', async () => {
    process.env.JETWAY_DATA = '/operator/data'
    const { output } = await runCommand(
      node('console.log(process.env.JETWAY_DATA, process.stdin.isTTY, process.env.CI)'),
    )
    delete process.env.JETWAY_DATA

    expect(output.trim()).toBe('undefined undefined true')
  })

  test('a program that is not there is a failure with its name', async () => {
    const ended = await runCommand({ command: 'no-such-program-at-all', args: [] })

    expect(ended.code).toBe(127)
    expect(ended.output).toContain('no-such-program-at-all')
  })

  test('ends a command that takes too long, with its children', async () => {
    const { code, output } = await runCommand({ ...node('setInterval(() => {}, 1000)'), timeoutMs: 200 })

    expect(code).not.toBe(0)
    expect(output).toContain('SIGKILL')
  })
})
