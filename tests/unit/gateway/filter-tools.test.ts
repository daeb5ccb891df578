import { describe, expect, test } from 'vitest'
import { filterTools } from '#lib/gateway/wire/filter-tools.ts'

const tools = [{ name: 'a', extra: 1 }, { name: 'b' }, { odd: true }, 'x']
const message = { jsonrpc: '2.0', id: 1, result: { tools, nextCursor: 'c', cacheScope: 'public' } }
const allowed = new Set(['a'])

describe('filterTools', () => {
  test('keeps the allowed tools of a JSON answer as they are, and everything else of it', () => {
    const filtered = JSON.parse(String(filterTools(Buffer.from(JSON.stringify(message)), false, allowed)))
    expect(filtered).toEqual({ ...message, result: { tools: [tools[0]], nextCursor: 'c', cacheScope: 'private' } })
  })

  test('keeps other messages of a stream, their events and ids', () => {
    const note = '{"jsonrpc":"2.0","method":"notifications/message"}'
    const stream = `id: 1\ndata:\n\nevent: message\ndata: ${note}\n\nid: 2\nevent: message\ndata: ${JSON.stringify(message)}\n\n`
    const text = String(filterTools(Buffer.from(stream), true, allowed))
    expect(text).toContain(`data: ${note}\n\n`)
    expect(text).toContain('id: 1\n')
    expect(text).toContain('"tools":[{"name":"a","extra":1}]')
    expect(text).not.toContain('"b"')
  })

  test('keeps only the allowed tools of an answer that comes as a batch', () => {
    const text = String(filterTools(Buffer.from(JSON.stringify([message])), false, allowed))
    expect(text).toContain('"tools":[{"name":"a","extra":1}]')
    expect(text).not.toContain('"b"')
  })

  test('gives nothing of an answer it cannot read', () => {
    expect(filterTools(Buffer.from('<html>'), false, allowed)).toBeNull()
  })

  test('leaves an error as it is', () => {
    const error = '{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"no"}}'
    expect(String(filterTools(Buffer.from(error), false, allowed))).toBe(error)
  })
})

test.each([false, true])('what stays of a list is as the server wrote it (in a stream: %s)', (isStream) => {
  const tool = (name: string) => `{"inputSchema":{"maximum":12345678901234567890,"default":10.0},"name":"${name}"}`
  const list = (tools: string) => `{"jsonrpc":"2.0","id":1.0,"result":{"x":1e400,"tools":[${tools}]}}`
  const body = list(`${tool('hidden')},${tool('shown')}`)
  const filtered = filterTools(Buffer.from(isStream ? `data: ${body}\n\n` : body), isStream, new Set(['shown']))
  expect(filtered?.toString()).toBe(isStream ? `event: message\ndata: ${list(tool('shown'))}\n\n` : list(tool('shown')))
})

test('a list that stands in an answer twice lets nothing slip', () => {
  const twice = '{"result":{"tools":[{"name":"hidden"}],"tools":[{"name":"hidden"},{"name":"shown"}]}}'
  expect(filterTools(Buffer.from(twice), false, new Set(['shown']))?.toString()).toBe(
    '{"result":{"tools":[{"name":"shown"}]}}',
  )
})
