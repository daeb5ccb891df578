import { describe, expect, test } from 'vitest'
import { watchOutcome } from '#lib/gateway/outcome.ts'

function outcomeOf(...chunks: string[]) {
  const passed: string[] = []
  const sink = watchOutcome({ write: (chunk) => passed.push(String(chunk)) > 0, end: () => {} })
  for (const chunk of chunks) sink.write(Buffer.from(chunk))
  expect(passed).toEqual(chunks)
  return sink.outcome()
}

describe('watchOutcome', () => {
  test('sees a result', () => {
    expect(outcomeOf('{"jsonrpc":"2.0","id":1,"result":{"content":[]}}')).toBe('ok')
  })

  test('sees a tool’s error, also in a stream and over two chunks', () => {
    expect(outcomeOf('{"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":true}}')).toBe('tool_error')
    expect(outcomeOf('event: message\ndata: {"jsonrpc":"2.0","id":1,"result":{"isE', 'rror": true}}\n\n')).toBe(
      'tool_error',
    )
  })

  test('sees a protocol error, with the members in either order', () => {
    expect(outcomeOf('{"jsonrpc":"2.0","id":"a","error":{"code":1}}')).toBe('rpc_error')
    expect(outcomeOf('data: {"jsonrpc":"2.0","error":{"code":1},"id":1}\n\n')).toBe('rpc_error')
  })

  test('is not fooled by a text that quotes one', () => {
    const text = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      result: { content: [{ type: 'text', text: '{"isError":true}' }] },
    })
    expect(outcomeOf(text)).toBe('ok')
  })

  test.each(['\n', '\r', ' ', '\n {', '{ '])('looks at an answer full of %j without holding anyone up', (text) => {
    const started = performance.now()
    expect(outcomeOf(text.repeat(60_000))).toBe('ok')
    expect(performance.now() - started).toBeLessThan(500)
  })
})
