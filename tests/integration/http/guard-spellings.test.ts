/** Every way to write an address or a name that must not be reached, straight and through a proxy that would reach it. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { guardedAgent } from '#lib/http/dispatcher.ts'
import type { Lookup } from '#lib/http/guarded-lookup.ts'
import { safeFetch } from '#lib/http/safe-fetch.ts'
import { goThrough, startProxy } from '#tests/support/http/start-proxy.ts'

const closed = { allowNetworks: [] }
const limits = { policy: closed, timeoutMs: 5_000, responseBytesMax: 1_000 }

const privateAddresses = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
]

/** The spellings of an IPv4 address that some parser, somewhere, takes for it. */
function spellingsOf(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
  const hex = (n: number) => n.toString(16)
  const pairs = `${hex((a << 8) | b)}:${hex((c << 8) | d)}`
  return [
    address,
    `${address}.`,
    `${whole}`,
    `0x${hex(whole)}`,
    `0${whole.toString(8)}`,
    `${a}.${b}.${(c << 8) | d}`,
    `${a}.${(b << 16) | (c << 8) | d}`,
    [a, b, c, d].map((n) => `0x${hex(n)}`).join('.'),
    [a, b, c, d].map((n) => `0${n.toString(8)}`).join('.'),
    `0x${hex(a)}.0${b.toString(8)}.${c}.${d}`,
    [a, b, c, d].join('%2e'),
    [a, b, c, d].join('。'),
    address.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    `[::ffff:${address}]`,
    `[::ffff:${pairs}]`,
    `[0:0:0:0:0:ffff:${pairs}]`,
    `[::${pairs}]`,
    `[::ffff:0:${pairs}]`,
    `[64:ff9b::${pairs}]`,
    `[64:ff9b:1::${pairs}]`,
    `[2002:${pairs}::1]`,
  ]
}

const insideAddresses = [
  '[::]',
  '[::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[100::1]',
]

const insideNames = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'metadata',
  'metadata.google.internal',
  'metadata.google.internal.',
  'METADATA.Google.Internal',
  'metadata%2egoogle%2einternal',
  'metadata。google。internal',
  'ⓜetadata.google.internal',
  'metadata.goog',
  'instance-data',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'printer.local',
  'router.lan',
  'nas.home.arpa',
  'wiki.corp',
  'wiki.intranet',
  'db',
]

const unknown: Lookup = (_host, _options, callback) =>
  callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])
const known =
  (...addresses: string[]): Lookup =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

/** What both doors say of a host: the one that reads addresses, and the one below it that only dials. */
async function knock(host: string, lookup: Lookup): Promise<unknown[]> {
  const agent = guardedAgent(closed, { lookup })
  onTestFinished(() => agent.destroy())
  const origin = `https://${host}`
  const works = [safeFetch(origin, {}, { ...limits, agent }), agent.request({ origin, path: '/', method: 'GET' })]
  return Promise.all(
    works.map((work) =>
      work.then(
        () => 'reached',
        (error: { code?: string }) => error.code,
      ),
    ),
  )
}

/** Refused by the guard, or no address at all. */
const refused = /^(EBLOCKED|EINVALID_URL|ERR_INVALID_URL|UND_ERR_INVALID_ARG)$/
const areRefused = [expect.stringMatching(refused), expect.stringMatching(refused)]

describe.each(['straight', 'through a proxy'])('%s', (way) => {
  const setUp = async () => {
    const proxy = await startProxy()
    if (way !== 'straight') goThrough(`http://127.0.0.1:${proxy.port}`)
    return proxy
  }

  test.each(privateAddresses)('nobody reaches %s, however it is spelled', async (address) => {
    const proxy = await setUp()
    for (const host of spellingsOf(address))
      expect([host, ...(await knock(host, unknown))]).toEqual([host, ...areRefused])
    expect(proxy.asked).toEqual([])
  })

  test.each(insideAddresses)('nobody reaches %s', async (host) => {
    const proxy = await setUp()
    expect(await knock(host, unknown)).toEqual(areRefused)
    expect(proxy.asked).toEqual([])
  })

  test.each(privateAddresses)('nobody reaches a name that means %s', async (address) => {
    const proxy = await setUp()
    for (const found of [address, `::ffff:${address}`]) {
      expect(await knock('rebind.example', known(found))).toEqual(areRefused)
    }
    expect(proxy.asked).toEqual([])
  })
})

describe('through a proxy', () => {
  test.each(insideNames)('nobody reaches %s, known here or not', async (name) => {
    const proxy = await startProxy()
    goThrough(`http://127.0.0.1:${proxy.port}`)

    expect(await knock(name, unknown)).toEqual(areRefused)
    expect(await knock(name, known('1.1.1.1'))).toEqual(areRefused)
    expect(proxy.asked).toEqual([])
  })

  test('nobody reaches a name that means a private address beside a public one (the proxy might take either)', async () => {
    const proxy = await startProxy()
    goThrough(`http://127.0.0.1:${proxy.port}`)

    expect(await knock('both.example', known('1.1.1.1', '10.0.0.1'))).toEqual(areRefused)
    expect(proxy.asked).toEqual([])
  })
})
