import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixedRequest, renderRequest } from '#lib/servers/inputs/render-request.ts'
import { declaredInputs, type InputDraft } from '#lib/servers/inputs/schema.ts'

const address = 'https://mcp.example.com/s/{key}/mcp?v=1'
const plainUrl = 'https://mcp.example.com/mcp'
const field = (name: string) => ({ name, label: name })
const path: InputDraft = { location: 'path', name: 'key', template: '{key}', fields: [field('key')] }
const query: InputDraft = { location: 'query', name: 'api key', template: 'k-{token}', fields: [field('token')] }
const plain: InputDraft = { ...query, name: 'api_key' }

const render = (inputs: InputDraft[], values: Record<string, string>, at = address) =>
  renderRequest(at, declaredInputs.parse(inputs), { kind: 'values', values })

describe('an address made of values', () => {
  test('takes them where they are declared, after what it has itself', () => {
    expect(render([path, plain], { key: 'abc', token: 'xyz' })).toMatchObject({
      ok: true,
      url: new URL('https://mcp.example.com/s/abc/mcp?v=1&api_key=k-xyz'),
      headers: {},
    })
  })

  test.each([
    ['a/b?c#d', 'a%2Fb%3Fc%23d'],
    ['../../admin', '..%2F..%2Fadmin'],
    ['%2e%2e%2f', '%252e%252e%252f'],
    ['a&admin=1', 'a%26admin%3D1'],
    ['ä ö', '%C3%A4%20%C3%B6'],
    ["!'()*", '%21%27%28%29%2A'],
    ['{key}', '%7Bkey%7D'],
    ['\\', '%5C'],
    ['@evil.example', '%40evil.example'],
  ])('reads %j as nothing but its part', (value, encoded) => {
    const rendered = render([path, plain], { key: value, token: value })
    expect(rendered.ok && rendered.url.href).toBe(`https://mcp.example.com/s/${encoded}/mcp?v=1&api_key=k-${encoded}`)
  })

  test.each(['.', '..'])('refuses %j, which would be another address', (key) => {
    expect(render([path], { key })).toMatchObject({ ok: false, malformed: ['key'] })
  })

  test.each(['a\nb', 'a\0b', 'a\u0085b'])('refuses the control characters of %j', (key) => {
    expect(render([path], { key })).toMatchObject({ ok: false, malformed: ['key'] })
  })

  test('whatever the values, host and number of segments and parameters stay', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(text, text, (key, token) => {
        const rendered = render([path, plain], { key, token })
        if (!rendered.ok) return
        const { origin, pathname, searchParams } = rendered.url
        expect(origin).toBe('https://mcp.example.com')
        expect(pathname.split('/')).toHaveLength(4)
        expect([...searchParams]).toEqual([
          ['v', '1'],
          ['api_key', `k-${token}`],
        ])
        expect(decodeURIComponent(pathname.split('/')[2] ?? '')).toBe(key)
      }),
    )
  })

  test('names what is secret in it, as it was given and as it goes out', () => {
    const rendered = render([path], { key: 'a/b' })
    expect(rendered.ok && rendered.secrets).toEqual(['a/b', 'a%2Fb'])
  })

  test('is not made where one of its values is missing', () => {
    expect(render([path], {})).toEqual({ ok: false, missing: ['key'], malformed: [] })
    expect(render([], {})).toMatchObject({ ok: false })
    expect(fixedRequest(address, declaredInputs.parse([path]))).toBeNull()
    expect(fixedRequest(address, declaredInputs.parse([{ ...path, template: 'fixed', fields: [] }]))?.url.href).toBe(
      'https://mcp.example.com/s/fixed/mcp?v=1',
    )
  })

  test('leaves out a parameter that is not required and has no value', () => {
    const rendered = render([{ ...plain, isRequired: false }], {}, plainUrl)
    expect(rendered.ok && rendered.url.href).toBe(plainUrl)
  })
})

describe('Basic', () => {
  const basic: InputDraft = {
    name: 'Authorization',
    template: 'Basic base64({user}:{token})',
    fields: [field('user'), field('token')],
  }

  test.each([
    ['Aladdin', 'open sesame', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
    ['test', '123£', 'dGVzdDoxMjPCow=='],
    ['a@b.example/token', 'x:y', Buffer.from('a@b.example/token:x:y').toString('base64')],
    ['u', '{user}base64({user})', Buffer.from('u:{user}base64({user})').toString('base64')],
  ])('is %s and %s, encoded together (RFC 7617)', (user, token, encoded) => {
    expect(render([basic], { user, token }, plainUrl)).toMatchObject({
      ok: true,
      headers: { Authorization: `Basic ${encoded}` },
      secrets: expect.arrayContaining([token, encoded]),
    })
  })

  test('has no colon in the user', () => {
    expect(render([basic], { user: 'a:b', token: 'c' }, plainUrl)).toEqual({
      ok: false,
      missing: [],
      malformed: ['user'],
    })
  })
})

test.each([
  [{ ...query }, /no spaces/],
  [{ ...plain, name: 'a&b' }, /divide an address/],
  [{ ...plain, name: '' }, /Give the parameter a name/],
  [{ name: 'Authorization', template: 'Basic {user}:{token}', fields: [field('user'), field('token')] }, /base64\(/],
])('%j is refused with its reason', (input, reason) => {
  expect(declaredInputs.safeParse([input]).error?.issues[0]?.message).toMatch(reason)
})
