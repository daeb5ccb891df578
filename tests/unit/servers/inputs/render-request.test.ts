import { describe, expect, test } from 'vitest'
import { renderRequest } from '#lib/servers/inputs/render-request.ts'
import type { Input, InputField } from '#lib/servers/inputs/schema.ts'

const field = (name: string, more: Partial<InputField> = {}): InputField => ({
  name,
  label: name,
  help: '',
  placeholder: '',
  isSecret: true,
  ...more,
})
const header = (name: string, template: string, fields: InputField[], isRequired = true): Input => ({
  location: 'header',
  name,
  template,
  isRequired,
  isSecret: true,
  help: '',
  fields,
})

const url = 'https://mcp.example.com/mcp'
const renderHeaders = (inputs: Input[], values: Record<string, string>) => {
  const rendered = renderRequest(url, inputs, { kind: 'values', values })
  return rendered.ok ? { ok: true, headers: rendered.headers } : rendered
}

describe('headers', () => {
  test('fills templates, one header from several fields too', () => {
    const inputs = [
      header('Authorization', 'Basic {user}:{pass}', [field('user'), field('pass')]),
      header('X-Fixed', 'v1', []),
    ]
    expect(renderHeaders(inputs, { user: 'a', pass: '{user}' })).toEqual({
      ok: true,
      headers: { Authorization: 'Basic a:{user}', 'X-Fixed': 'v1' },
    })
  })

  test('names what is missing of a required header', () => {
    expect(renderHeaders([header('A', '{token}', [field('token')])], {})).toEqual({
      ok: false,
      missing: ['token'],
      malformed: [],
    })
  })

  test('leaves out an optional header without its value, and takes a default', () => {
    const inputs = [header('A', '{a}', [field('a')], false), header('B', '{b}', [field('b', { default: 'x' })])]
    expect(renderHeaders(inputs, {})).toEqual({ ok: true, headers: { B: 'x' } })
  })

  test.each(['a\r\nX-Evil: 1', 'a\nb', 'ü', 'a\0', '…'])('refuses %j (header injection)', (token) => {
    expect(renderHeaders([header('A', '{token}', [field('token')])], { token })).toEqual({
      ok: false,
      missing: [],
      malformed: ['token'],
    })
  })

  test('ignores values nobody declared', () => {
    expect(renderHeaders([header('A', '{token}', [field('token')])], { token: 't', other: 'x' })).toEqual({
      ok: true,
      headers: { A: 't' },
    })
  })

  test('keeps names as they were declared, but where Jetway has a value of its own to replace', () => {
    const inputs = ['X_Api_Key', 'x.y', 'MCP-Api-Key', 'User-Agent'].map((name) => header(name, 'v', []))
    expect(renderHeaders(inputs, {})).toEqual({
      ok: true,
      headers: { X_Api_Key: 'v', 'x.y': 'v', 'MCP-Api-Key': 'v', 'user-agent': 'v' },
    })
  })

  test.each([
    'Accept',
    'content-type',
    'Content-Length',
    'Host',
    'MCP-Session-Id',
    'mcp-param-x',
    'Bad Name',
    'X-A\r\nX',
  ])('sends no header %j, whatever the database says', (name) => {
    expect(renderHeaders([header(name, 'v', []), header('A', 'b', [])], {})).toEqual({ ok: true, headers: { A: 'b' } })
  })

  test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'takes %s for a name like any other, of a header and of a field',
    (name) => {
      const inputs = [header(name, `{${name}}`, [field(name)])]
      expect(renderHeaders(inputs, {})).toEqual({ ok: false, missing: [name], malformed: [] })
      expect(renderHeaders(inputs, { [name]: 'v' })).toEqual({ ok: true, headers: { [name]: 'v' } })
    },
  )
})
