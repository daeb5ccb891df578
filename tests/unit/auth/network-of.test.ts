import { describe, expect, test } from 'vitest'
import { networkOf } from '#lib/auth/throttle.ts'

describe('networkOf', () => {
  test('is one IPv4 address, however it is written', () => {
    expect(networkOf('203.0.113.7')).toBe('203.0.113.7')
    expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.7')
  })

  test('is the /64 of an IPv6 address (one customer has them all)', () => {
    expect(networkOf('2001:db8:1:2::1')).toBe(networkOf('2001:db8:1:2:ffff::9'))
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'))
  })

  test('takes what is no address as it is', () => expect(networkOf('unknown')).toBe('unknown'))
})
