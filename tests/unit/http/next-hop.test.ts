import { describe, expect, test } from 'vitest'
import { type Hop, nextHop } from '#lib/http/next-hop.ts'

const headers = {
  authorization: 'Bearer secret',
  'X-Api-Key': 'secret',
  Accept: 'text/html',
  'content-type': 'text/plain',
}
const get: Hop = { url: new URL('https://a.example/x'), method: 'GET', headers, body: null }
const post: Hop = { ...get, method: 'POST', body: '{}' }
const follow = { policy: { allowNetworks: [] }, crossOriginRedirects: 'follow' } as const
const refuse = { ...follow, crossOriginRedirects: 'refuse' } as const

describe('nextHop', () => {
  test('follows within the origin with everything', () => {
    expect(nextHop(get, { status: 302, location: '/y?z#f' }, refuse)).toEqual({
      ok: true,
      hop: { ...get, url: new URL('https://a.example/y?z') },
    })
  })

  test('keeps a POST a POST, or does not follow', () => {
    expect(nextHop(post, { status: 308, location: '/y' }, refuse)).toMatchObject({
      ok: true,
      hop: { method: 'POST', body: '{}' },
    })
    expect(nextHop(post, { status: 302, location: '/y' }, refuse)).toMatchObject({
      ok: false,
      error: { reason: 'redirect' },
    })
    expect(nextHop(post, { status: 303, location: '/y' }, refuse)).toMatchObject({ ok: false })
  })

  test('refuses another origin and says which, without its query', () => {
    const next = nextHop(get, { status: 302, location: 'https://b.example/y?token=1' }, refuse)
    expect(next).toMatchObject({ ok: false, error: { reason: 'redirect', location: 'https://b.example/y' } })
    expect(!next.ok && next.error.message).toBe('a.example redirects to https://b.example/y, which is not followed.')
  })

  test('takes no credential to another origin (only accept and content-type travel)', () => {
    const next = nextHop(get, { status: 302, location: 'https://b.example/y' }, follow)
    expect(next.ok && next.hop.headers).toEqual({ Accept: 'text/html', 'content-type': 'text/plain' })
  })

  test('counts another port as another origin', () => {
    const next = nextHop(get, { status: 302, location: 'https://a.example:8443/y' }, follow)
    expect(next.ok && Object.keys(next.hop.headers)).not.toContain('authorization')
  })

  test('takes no body to another origin', () => {
    expect(nextHop(post, { status: 307, location: 'https://b.example/y' }, follow)).toMatchObject({ ok: false })
  })

  test.each([
    ['http://a.example/', 'plain http'],
    ['https://127.0.0.1/', 'a private address'],
    ['https://[::ffff:169.254.169.254]/', 'a private address'],
    ['https://user:pw@a.example/', 'credentials'],
    ['file:///etc/passwd', 'another scheme'],
    ['javascript:alert(1)', 'another scheme'],
    ['https://[', 'nonsense'],
  ])('refuses %s (%s)', (location) => {
    const next = nextHop(get, { status: 302, location }, follow)
    expect(next).toMatchObject({ ok: false, error: { reason: 'redirect', location: undefined } })
  })

  test('does not go from https to http even where http is allowed', () => {
    const rules = { policy: { allowNetworks: ['127.0.0.0/8'] }, crossOriginRedirects: 'follow' } as const
    expect(nextHop(get, { status: 302, location: 'http://127.0.0.1/' }, rules)).toMatchObject({ ok: false })
  })
})
