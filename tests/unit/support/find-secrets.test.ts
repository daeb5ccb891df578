import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '#scripts/free-port.ts'
import { findInLogs, holdsSecret, spellingsOf } from '#tests/support/secrets/find-secrets.ts'
import { listenIn } from '#tests/support/secrets/listen-in.ts'

const secret = 'planted/"needle"+of=ours'
const spellings = spellingsOf(['planted-other-one', secret])

describe('a secret is found', () => {
  const texts: [string, string][] = [
    ['as it is', `before ${secret} after`],
    ['in JSON', JSON.stringify({ note: `Bearer ${secret}` })],
    ['in an address', `/search?q=${encodeURIComponent(secret)}&page=2`],
    ['in hex, as bytea columns show it', `\\x00${Buffer.from(secret).toString('hex')}ff`],
    ...['', 'B', 'Be', 'Bearer '].flatMap((before): [string, string][] => [
      [`in base64 behind '${before}'`, Buffer.from(`${before}${secret}, and more`).toString('base64')],
      [`in base64url behind '${before}'`, Buffer.from(`${before}${secret}`).toString('base64url')],
    ]),
  ]
  test.each(texts)('%s', (_, text) => {
    expect(holdsSecret(text, spellings)).toBe(true)
  })

  test('and what only resembles it is not', () => {
    expect(holdsSecret(`${secret.slice(1)} ${secret.slice(0, -1)} planted-another-one`, spellings)).toBe(false)
    expect(holdsSecret(secret, spellingsOf([]))).toBe(false)
  })
})

test('a log that holds a secret is named, and no other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jetway-logs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'app.log'), `${JSON.stringify({ level: 30, route: '/link/*' })}\n`)
  writeFileSync(join(folder, 'replica.log'), `{"level":30}\n${JSON.stringify({ level: 50, msg: secret })}\n`)
  expect(findInLogs(folder, spellings)).toEqual(['replica.log'])
})

describe('an answer is read to its end, whoever else reads it', () => {
  async function startBetween(answers: Record<string, () => [Record<string, string>, string[]]>) {
    const app = createServer((req, res) => {
      const [headers, parts] = answers[req.url?.split('?')[0] ?? '']?.() ?? [{}, []]
      res.writeHead(200, headers)
      for (const part of parts) res.write(part)
      res.end()
    })
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
    const from = await freePort()
    const { leaks, close } = await listenIn({ from, to: (app.address() as AddressInfo).port }, () => [secret])
    onTestFinished(async () => {
      await close()
      await new Promise((resolve) => app.close(resolve))
    })
    return { leaks, get: async (path: string) => (await fetch(`http://127.0.0.1:${from}${path}`)).text() }
  }

  test('and named when a secret is in its body, even in two pieces, or in a header', async () => {
    const { leaks, get } = await startBetween({
      '/clean': () => [{ 'x-clean': 'yes' }, ['nothing', 'to see']],
      '/body': () => [{}, ['x'.repeat(100_000), secret.slice(0, 9), secret.slice(9), 'x']],
      '/header': () => [{ 'x-note': encodeURIComponent(secret) }, []],
    })
    expect(await get('/clean')).toBe('nothingto see')
    expect([...leaks]).toEqual([])
    expect(await get('/body?page=2')).toContain(secret)
    await get('/header')
    expect([...leaks]).toEqual(['the answer to GET /body', 'the answer to GET /header'])
  })
})
