import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { holdsSecret, spellingsOf } from '#tests/support/secrets/find-secrets.ts'

const root = join(import.meta.dirname, '../..')
const secret = 'planted-in-the-log'

/** What a process of ours writes that runs this code; the log has one sink, the process's own standard error. */
function run(code: string): { text: string; lines: Record<string, unknown>[] } {
  const before = `import { log } from '#lib/log.ts'; import { sendConsoleToLog } from '#lib/process/console-to-log.ts'
    const secret = '${secret}'; `
  const env = { PATH: process.env.PATH, NODE_ENV: 'test' as const, JETWAY_LOG_LEVEL: 'debug' }
  const args = ['--input-type=module', '--eval', before + code]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })
  expect(stdout).toBe('')
  return {
    text: stderr,
    lines: stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  }
}

describe('the log', () => {
  test('writes the fields of its list, and no other, whatever it is given', () => {
    const { text, lines } = run(`
      const given = { status: 200, route: '/link/:x', token: secret, headers: { authorization: secret }, body: secret }
      for (const level of ['debug', 'info', 'warn', 'error']) log[level]('request', given)`)
    expect(lines).toHaveLength(4)
    for (const line of lines) expect(Object.keys(line).sort()).toEqual(['level', 'msg', 'route', 'status', 'time'])
    expect(holdsSecret(text, spellingsOf([secret]))).toBe(false)
  })

  test('writes of an error its name, code and place, never its message (libraries quote values in theirs)', () => {
    const { text, lines } = run(`
      const cause = Object.assign(new TypeError('invalid value ' + secret), { code: 'ERR_INVALID', input: secret })
      log.error('action failed', { error: new Error(secret + '\\nin the second line', { cause }) })
      log.error('action failed', { error: secret })`)
    expect(lines[0]?.error).toMatchObject({
      name: 'Error',
      frames: expect.arrayContaining([expect.stringMatching(/^at /)]),
      cause: { name: 'TypeError', code: 'ERR_INVALID' },
    })
    expect(lines[1]?.error).toEqual({ name: 'string' })
    expect(holdsSecret(text, spellingsOf([secret]))).toBe(false)
  })

  test('names the SQL state that a driver keeps far inside, and nothing around it', () => {
    const { lines } = run(`
      const cause = { originalCode: '23505', originalMessage: secret }
      log.error('x', { error: Object.assign(new Error(secret), { meta: { driverAdapterError: { cause } } }) })`)
    expect(lines[0]?.error).toMatchObject({ sqlState: '23505' })
    expect(JSON.stringify(lines)).not.toContain(secret)
  })

  test('takes what libraries write to the console, without what they say', () => {
    const { text, lines } = run(`
      sendConsoleToLog()
      console.error('failed for', secret, new RangeError(secret))
      console.warn(secret, { secret })`)
    expect(lines).toMatchObject([
      { level: 50, msg: 'console', error: { name: 'RangeError' } },
      { level: 40, msg: 'console' },
    ])
    expect(text).not.toContain(secret)
  })
})
