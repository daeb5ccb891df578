import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { sayError } from '#scripts/say-error.ts'

/** What the system says about a place to listen. */
function listenAt(port: number, host: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', resolve)
    server.listen(port, host, () => server.close(() => reject(new Error(`${host}:${port} could be listened on.`))))
  })
}

/** What it says where these tests do not get to. */
function refusal(code: string, address: string, port: number): Error {
  return Object.assign(new Error(`listen ${code} ${address}:${port}`), { code, syscall: 'listen', address, port })
}

describe('sayError', () => {
  test('says that a host is no address of this machine', async () => {
    expect(sayError(await listenAt(0, '192.0.2.1'))).toMatch(
      /^HOST is 192\.0\.2\.1, which is no address of this machine\. Set it/,
    )
  })

  test('says that the name of a host cannot be looked up', async () => {
    expect(sayError(await listenAt(0, 'no-such-host.invalid'))).toMatch(
      /^HOST is no-such-host\.invalid, a name that this machine cannot look up\. Set it/,
    )
  })

  test('says that a port is taken', async () => {
    const first = createServer()
    const port = await new Promise<number>((resolve) =>
      first.listen(0, '127.0.0.1', () => resolve((first.address() as { port: number }).port)),
    )
    const said = sayError(await listenAt(port, '127.0.0.1'))
    first.close()
    expect(said).toBe(`Port ${port} is taken. Stop what uses it, or set PORT to another one.`)
  })

  test.each([
    ['EACCES', '0.0.0.0', 80, 'Only an administrator may listen on port 80. Set PORT to 1024 or more'],
    ['EAFNOSUPPORT', '::', 3000, 'HOST is ::, but this machine has no such network.'],
  ])('says what %s of a listener is', (code, address, port, sentence) => {
    expect(sayError(refusal(code, address, port))).toContain(sentence)
  })

  test('leaves sentences as they are, and shows where a bug is', () => {
    expect(sayError(new Error('A sentence.'))).toBe('A sentence.')
    expect(sayError(new TypeError('x'))).toContain('say-error.test.ts')
    expect(sayError('words')).toBe('words')
  })
})
