import { describe, expect, test } from 'vitest'
import type { ClientMessage } from '#lib/gateway/wire/read-message.ts'
import { requireUnambiguous } from '#lib/gateway/wire/unambiguous.ts'

const check = (text: string) => () => requireUnambiguous({ text } as ClientMessage)

describe('a message that all readers read alike', () => {
  test.each([
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{"a":1,"a":2,"NAME":1}}}',
    '{"jsonrpc":"2.0","id":1,"method":"x","x":1,"x":2,"params":{"own":1,"own":2}}',
    '{"jsonrpc":"2.0","id":1,"result":{"name":1,"name":2}}',
    '{"jsonrpc":"2.0","method":"x","params":[1,{"name":1,"name":2}]}',
  ])('passes: %s', (text) => {
    expect(check(text)).not.toThrow()
  })
})

describe('a message that readers read differently', () => {
  test.each([
    ['two ids', '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}'],
    ['two methods', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}'],
    ['two params', '{"jsonrpc":"2.0","id":1,"method":"ping","params":{},"params":{"name":"a"}}'],
    ['two names', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","name":"b"}}'],
    ['a name in escapes', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","n\\u0061me":"b"}}'],
    ['two _meta', '{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{},"_meta":{"a":1}}}'],
    ['two of one key in _meta', '{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{"a":1,"a":2}}}'],
    ['a method in capitals', '{"jsonrpc":"2.0","id":1,"result":{},"METHOD":"tools/call"}'],
    ['a name in other letters', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","Name":"b"}}'],
    ['params with a long s', '{"jsonrpc":"2.0","id":1,"method":"x","params":{},"param\u017f":{}}'],
  ])('is refused: %s', (_what, text) => {
    expect(check(text)).toThrow('can be read in two ways')
  })
})
