import { describe, expect, test } from 'vitest'
import { assertSendable } from '#lib/http/check-headers.ts'
import { isOutboundError, OutboundError } from '#lib/http/errors.ts'
import { tlsFailure } from '#lib/http/tls-failure.ts'
import { toOutboundError } from '#lib/http/to-outbound-error.ts'

describe('isOutboundError', () => {
  test('knows its own by brand', () => {
    expect(isOutboundError(new OutboundError('dns', 'x'))).toBe(true)
    expect([new Error('x'), null, 'x', { reason: 'dns' }].some(isOutboundError)).toBe(false)
  })

  test('carries a code like errors of sockets do', () => {
    expect(new OutboundError('blocked', 'x').code).toBe('EBLOCKED')
  })
})

describe('toOutboundError', () => {
  test.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ECONNREFUSED', 'connect'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['UND_ERR_HEADERS_OVERFLOW', 'too_large'],
    ['ECONNRESET', 'reset'],
    ['UND_ERR_SOCKET', 'reset'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_SSL_SOMETHING_NEW', 'tls'],
    ['EPROTO', 'tls'],
    ['HPE_INVALID_CONSTANT', 'protocol'],
    ['', 'protocol'],
  ])('says %s as %s', (code, reason) => {
    const error = toOutboundError(Object.assign(new Error('secret detail'), { code }), 'a.example')
    expect(error.reason).toBe(reason)
    expect(error.message).not.toContain('secret detail')
  })

  test.each([
    'ENOTFOUND',
    'ENODATA',
    'EAI_AGAIN',
    'ENETUNREACH',
    'EHOSTUNREACH',
    'ETIMEDOUT',
    'UND_ERR_CONNECT_TIMEOUT',
  ])('asks at %s whether a proxy is the only way out', (code) => {
    expect(toOutboundError({ code }, 'a.example').advice).toMatch(/only through a proxy.* JETWAY_OUTBOUND_PROXY/)
  })

  test('names what was looked up, which is no port', () => {
    expect(toOutboundError({ code: 'ENOTFOUND' }, 'a.example:8443').message).toBe(
      'There is no server by the name a.example.',
    )
  })

  test('tells a deadline from a stop', () => {
    expect(toOutboundError(new DOMException('x', 'TimeoutError'), 'a').reason).toBe('timeout')
    expect(toOutboundError(new DOMException('x', 'AbortError'), 'a').reason).toBe('aborted')
  })

  test('leaves its own errors as they are, and takes anything', () => {
    const own = new OutboundError('blocked', 'x')
    expect(toOutboundError(own, 'a')).toBe(own)
    expect(toOutboundError(null, 'a').reason).toBe('protocol')
    expect(toOutboundError('x', 'a').reason).toBe('protocol')
  })
})

describe('tlsFailure', () => {
  test('is null for what is not TLS', () => {
    expect(tlsFailure('ECONNRESET')).toBeNull()
    expect(tlsFailure('')).toBeNull()
  })

  test.each(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT'])(
    'says at %s how an authority of one’s own is trusted',
    (code) => {
      expect(tlsFailure(code)?.advice).toContain('JETWAY_CA_FILE')
    },
  )
})

describe('assertSendable', () => {
  const refusal = (headers: Record<string, string>) => {
    try {
      assertSendable(headers)
      return null
    } catch (error) {
      return error as OutboundError
    }
  }

  test('takes ordinary headers', () => {
    expect(refusal({ Authorization: 'Bearer abc', 'x-a_b': '', 'x-tab': 'a\tb' })).toBeNull()
  })

  test.each(['a\r\nx: y', 'a\nb', 'a\rb', 'a\0b', 'tökén', '“quoted”', 'a\u007f'])(
    'refuses the value %j without repeating it',
    (value) => {
      const error = refusal({ authorization: value })
      expect(error?.reason).toBe('invalid_header')
      expect(error?.message).toContain('authorization')
      expect(error?.message).not.toContain(value)
    },
  )

  test.each(['', 'a b', 'a:b', 'a\r\nb', 'ä', 'a'.repeat(129)])('refuses the name %j', (name) => {
    expect(refusal({ [name]: 'x' })?.reason).toBe('invalid_header')
  })

  test.each(['Host', 'content-length', 'Transfer-Encoding', 'connection'])(
    'refuses %s (it frames the request)',
    (name) => {
      expect(refusal({ [name]: 'x' })?.reason).toBe('invalid_header')
    },
  )
})
