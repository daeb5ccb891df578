import { describe, expect, test } from 'vitest'
import { classifyAddress } from '#lib/http/classify-address.ts'

const closed = { allowNetworks: [] }

const isDialable = (address: string, policy: typeof closed) => classifyAddress(address, policy) !== 'refused'

describe('what classifyAddress lets be dialled', () => {
  test.each(['1.1.1.1', '8.8.8.8', '104.18.0.1', '2606:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8'])(
    'dials the public %s',
    (address) => {
      expect(isDialable(address, closed)).toBe(true)
    },
  )

  test.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'this network'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['100.100.100.200', 'a metadata service'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['168.63.129.16', 'a metadata service'],
    ['169.254.169.254', 'a metadata service'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.1', 'protocol assignments'],
    ['192.0.2.1', 'documentation'],
    ['192.31.196.1', 'AS112'],
    ['192.52.193.1', 'AMT'],
    ['192.88.99.1', '6to4 relay'],
    ['192.168.1.1', 'private'],
    ['192.175.48.1', 'AS112'],
    ['198.18.0.1', 'benchmarking'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::8.8.8.8', 'IPv4-compatible'],
    ['::ffff:127.0.0.1', 'mapped loopback'],
    ['::ffff:a00:1', 'mapped private'],
    ['::ffff:0:127.0.0.1', 'translated'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b:1::1', 'local NAT64'],
    ['100::1', 'discard'],
    ['2001::1', 'Teredo'],
    ['2001:2::1', 'benchmarking'],
    ['2001:10::1', 'ORCHID'],
    ['2001:20::1', 'ORCHIDv2'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::1', '6to4'],
    ['3fff::1', 'documentation'],
    ['4000::1', 'unassigned'],
    ['5f00::1', 'segment routing'],
    ['fc00::1', 'unique local'],
    ['fd00:ec2::254', 'a metadata service'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
  ])('refuses %s (%s)', (address) => {
    expect(isDialable(address, closed)).toBe(false)
  })

  test.each(['', 'localhost', '127.1', '0x7f000001', '1.2.3.4/8', 'example.com'])(
    'refuses %j, which is no address',
    (text) => {
      expect(isDialable(text, closed)).toBe(false)
    },
  )
})

describe('classifyAddress', () => {
  test('says allowed for an opened network, mapped addresses too', () => {
    const policy = { allowNetworks: ['10.1.0.0/16', 'fd00::/8'] }
    expect(classifyAddress('10.1.2.3', policy)).toBe('allowed')
    expect(classifyAddress('::ffff:10.1.2.3', policy)).toBe('allowed')
    expect(classifyAddress('fd00::5', policy)).toBe('allowed')
    expect(classifyAddress('10.2.0.1', policy)).toBe('refused')
    expect(classifyAddress('8.8.8.8', policy)).toBe('public')
  })

  test('opens nothing for a network that does not parse', () => {
    expect(classifyAddress('127.0.0.1', { allowNetworks: ['127.0.0.1', 'loopback', '127.0.0.0/99', ''] })).toBe(
      'refused',
    )
  })
})
