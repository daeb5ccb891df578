import { describe, expect, test } from 'vitest'
import { createSseReader, type SseEvent } from '#lib/mcp/sse-reader.ts'

const options = { eventCharsMax: 1_000 }
const bytes = (text: string) => new TextEncoder().encode(text)
const readAll = (...chunks: (string | Uint8Array)[]): SseEvent[] => {
  const reader = createSseReader(options)
  return [...chunks.flatMap((chunk) => reader.push(typeof chunk === 'string' ? bytes(chunk) : chunk)), ...reader.end()]
}

describe('createSseReader', () => {
  test('gives an event with its name, id and joined lines', () => {
    expect(readAll('event: ping\nid: 7\ndata: a\ndata: b\n\n')).toEqual([{ event: 'ping', id: '7', data: 'a\nb' }])
  })

  test('takes one space after the colon, or none', () => {
    expect(readAll('data:a\n\ndata:  b\n\ndata\n\n').map(({ data }) => data)).toEqual(['a', ' b', ''])
  })

  test('gives a priming event that has an id and no data', () => {
    expect(readAll('id: 1\ndata: \n\n')).toEqual([{ event: 'message', id: '1', data: '' }])
    expect(readAll('id: 1\n\n')).toEqual([{ event: 'message', id: '1', data: '' }])
  })

  test('tells when to come back, also in an event of its own', () => {
    expect(readAll('retry: 5\n\nid: 1\nretry: 20\ndata:\n\n')).toEqual([
      { event: 'message', data: '', retry: 5 },
      { event: 'message', data: '', id: '1', retry: 20 },
    ])
  })

  test('passes over comments, unknown fields, retries that are none and empty blocks', () => {
    expect(readAll(': keep-alive\n\nretry: soon\n\nfoo: bar\n\n\n\ndata: x\n\n')).toEqual([
      { event: 'message', data: 'x' },
    ])
  })

  test('reads the same however the bytes are cut', () => {
    const stream = bytes('event: message\r\ndata: {"a":"ü€😀"}\r\n\r\nid: 2\rdata: z\r\rdata: last\n\n')
    const whole = readAll(stream)
    expect(whole.map(({ data }) => data)).toEqual(['{"a":"ü€😀"}', 'z', 'last'])
    for (let at = 1; at < stream.length; at += 1) {
      expect(readAll(stream.slice(0, at), stream.slice(at))).toEqual(whole)
    }
    expect(readAll(...[...stream].map((byte) => Uint8Array.of(byte)))).toEqual(whole)
  })

  test('gives the last event of a stream that ends too early', () => {
    expect(readAll('data: {"id":1}')).toEqual([{ event: 'message', data: '{"id":1}' }])
    expect(readAll('data: a\n\n')).toHaveLength(1)
  })

  test('refuses an event that grows over its bound', () => {
    const reader = createSseReader(options)
    reader.push(bytes(`data: ${'x'.repeat(900)}\n\n`))
    reader.push(bytes(`data: ${'x'.repeat(900)}\n`))
    expect(() => reader.push(bytes('x'.repeat(200)))).toThrow(/larger than accepted/)
  })

  test('does not count hours of comments against an event', () => {
    const reader = createSseReader(options)
    for (let i = 0; i < 1_000; i += 1) reader.push(bytes(': keep-alive\n'))
    expect(reader.push(bytes('data: x\n\n'))).toHaveLength(1)
  })

  test('stays linear in one huge event', () => {
    const reader = createSseReader({ eventCharsMax: 32 * 1_048_576 })
    const chunk = bytes('x'.repeat(1_024))
    reader.push(bytes('data: '))
    for (let i = 0; i < 16 * 1_024; i += 1) reader.push(chunk)
    expect(reader.push(bytes('\n\n'))[0]?.data).toHaveLength(16 * 1_048_576)
  })
})
