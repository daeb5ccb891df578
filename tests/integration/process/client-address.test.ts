import { expect, test } from 'vitest'
import { startDoor } from '#tests/support/process/start-door.ts'

const claims = [
  'X-Jetway-Address',
  'X-Real-IP',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'True-Client-IP',
  'CF-Connecting-IP',
  'Fly-Client-IP',
  'Forwarded-For',
]
  .map((name) => `${name}: 203.0.113.66\n`)
  .join('')
const request = (more: string) =>
  `GET / HTTP/1.1\nHost: localhost:3000\n${claims}Forwarded: for=203.0.113.66\n${more}Connection: close\n\n`

/** What the proxies of each setting have added at the right, and the address that counts. */
test.each([
  ['0', '', '127.0.0.1'],
  ['0', 'X-Forwarded-For: 203.0.113.66\n', '127.0.0.1'],
  ['0', 'X-Forwarded-For: 203.0.113.66, 127.0.0.1\n', '127.0.0.1'],
  ['1', '', '127.0.0.1'],
  ['1', 'X-Forwarded-For: 198.51.100.7\n', '198.51.100.7'],
  ['1', 'X-Forwarded-For: 203.0.113.66, 198.51.100.7\n', '198.51.100.7'],
  ['1', 'X-Forwarded-For: 203.0.113.66\nX-Forwarded-For: 198.51.100.7\n', '198.51.100.7'],
  ['1', 'X-Forwarded-For: 203.0.113.66, , 198.51.100.7,\n', '198.51.100.7'],
  ['2', 'X-Forwarded-For: 203.0.113.66, 198.51.100.7, 10.0.0.1\n', '198.51.100.7'],
  ['2', 'X-Forwarded-For: 203.0.113.66\nX-Forwarded-For: 198.51.100.7\nX-Forwarded-For: 10.0.0.1\n', '198.51.100.7'],
])('with %s trusted proxies no client names its own address: %j', async (trusted, sent, address) => {
  const door = await startDoor({}, { JETWAY_TRUST_PROXY: trusted })
  await door.send(request(sent))
  expect(door.seen[0]?.headers).toMatchObject({ 'x-jetway-address': address })
  expect(door.seen[0]?.headers).not.toHaveProperty('forwarded')
})

test('no client names its request (the audit goes by that)', async () => {
  const door = await startDoor()
  const answer = await door.send(request('X-Request-Id: forged\nX-Jetway-Path: /elsewhere\n'))
  const { 'x-request-id': id, 'x-jetway-path': path } = door.seen[0]?.headers ?? {}
  expect(id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  expect(answer).toContain(`x-request-id: ${id}`)
  expect(path).toBe('/')
})
