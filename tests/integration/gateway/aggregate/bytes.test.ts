import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { membersOf, valueAt } from '#lib/mcp/json-text.ts'
import { connectServers } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { modernHeaders, modernMeta } from '#tests/support/gateway/modern-request.ts'
import { post, textOf } from '#tests/support/gateway/raw-client.ts'
import { startModernServer } from '#tests/support/mcp/modern-scripted-server.ts'
import { startScriptedServer } from '#tests/support/mcp/scripted-server.ts'

const at = gatewayForThisFile()

type Form = 'JSON' | 'SSE'
/** The text of a message, made with the id that stands in it. */
type Text = (id: string) => string
/** What the server answers next. */
type Next = { form: Form; text: Text }

const plain: Text = (id) => `{"jsonrpc":"2.0","id":${id},"result":{"content":[]}}`
const metaText = JSON.stringify(modernMeta).slice(1, -1)

/** A server of a family with one connection to it; `calls` are the bodies of the calls that reached it. */
async function setUp(family: 'legacy' | 'modern' = 'legacy') {
  const next: Next = { form: 'JSON', text: plain }
  const start = family === 'legacy' ? startScriptedServer : startModernServer
  const server = await start({
    'tools/call': ({ id }, res) => {
      const text = next.text(String(id))
      if (next.form === 'JSON') return void res.writeHead(200, { 'content-type': 'application/json' }).end(text)
      const lines = text.split('\n').map((line) => `data: ${line}\n`)
      res.writeHead(200, { 'content-type': 'text/event-stream' }).end(`${lines.join('')}\n`)
    },
  })
  const { url, authorization } = await connectServers(at.gateway, { one: server.origin })
  const calls = () => server.seen.map(({ body }) => body).filter((body) => body.includes('tools/call'))
  const send = (text: string, headers: Record<string, string> = {}) => post(url, authorization, text, headers)
  return { server, next, calls, send }
}

/** A call in the form that a test gives; what it names is the tool `say`. */
type CallText = (id: string, name: string) => string

function idOf(text: string | undefined): string {
  return String(JSON.parse(text ?? '{}').id)
}

/** An answer's message, whatever it came in. */
function messageText(text: string): string {
  if (!text.startsWith('event:')) return text
  const lines = text.split('\n').filter((line) => line.startsWith('data: '))
  return lines.map((line) => line.slice('data: '.length)).join('\n')
}

const oddArguments: Record<string, string> = {
  'numbers that no double holds': '{"n":1234567890123456789,"p":0.1234567890123456789012,"m":-1e400,"z":-0}',
  'numbers written in their own way': '{"a":10.0,"b":1E+2,"c":1e400,"d":0.50}',
  'escapes where none are needed': '{"\\u0061":"\\u0062\\/\\"\\\\ \\ud83d\\ude00 😀 \\ud800"}',
  'names of objects': '{"__proto__":{"a":1},"constructor":null,"toString":0}',
  'names that sort otherwise': '{"b":1,"10":2,"a":3,"2":4}',
  'a name twice': '{"a":1,"a":2,"name":"x","name":"y","_meta":{},"_meta":{"k":1,"k":2}}',
  whitespace: '\n{ "a" :\t[ 1 ,\r\n 2 ] }  ',
  'text that looks like a message': '{"t":"\\"id\\":1,\\"params\\":{\\"name\\":\\"x\\"}}"}',
}

const callForms: Record<string, CallText> = {
  ...Object.fromEntries(
    Object.entries(oddArguments).map(([what, args]): [string, CallText] => [
      what,
      (id, name) => `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":${name},"arguments":${args}}}`,
    ]),
  ),
  'members in another order': (id, name) =>
    `{"params":{"arguments":{"id":5,"name":"x"},"name":${name}},"method":"tools/call","id":${id},"jsonrpc":"2.0"}`,
  'members nobody knows': (id, name) =>
    `{"x-a":[{"id":7}],"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"later":1.0,"name":${name}},"y":null}`,
  'its own `_meta`': (id, name) =>
    `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"_meta":{"progressToken":10.0,"a/b":{}},"name":${name}}}`,
  'escapes in the protocol’s own names': (id, name) =>
    `{"jsonrpc":"2.0","\\u0069d":${id},"m\\u0065thod":"tools/call","p\\u0061rams":{"na\\u006de":${name}}}`,
  'space around everything': (id, name) =>
    ` {\n "jsonrpc" : "2.0" ,\t"id" : ${id} ,\r\n "method" : "tools/call" , "params" : { "name" : ${name} } }\n`,
}

const oddIds = ['1234567890123456789', '1.0', '-7', '-0', '1E2', '1e400', '0.10', '""', '"a\\u0062\\"\\\\é😀"', '"7"']

describe('a call', () => {
  test.each(Object.entries(callForms))('reaches its server as it was written: %s', async (_what, write) => {
    const { send, calls } = await setUp()
    expect((await send(write('41', '"one__say"'))).status).toBe(200)
    const [received] = calls()
    expect(received).toBe(write(idOf(received), '"say"'))
  })

  test('of the modern family reaches a server of it as it was written', async () => {
    const { send, calls } = await setUp('modern')
    const write: CallText = (id, name) =>
      `{ "jsonrpc":"2.0", "id":${id}, "x":1.0, "method":"tools/call", "params":{"_meta":{${metaText},"n":1e400},"name":${name},"arguments":{"n":10.0,"n":2}}}`
    expect((await send(write('1.0', '"one__say"'), modernHeaders('tools/call', 'one__say'))).status).toBe(200)
    const [received] = calls()
    expect(received).toBe(write(idOf(received), '"say"'))
  })

  test('of the modern family reaches an older server without what that does not know, and nothing else is missing', async () => {
    const { send, calls } = await setUp()
    const write = (id: string, name: string, meta: string) =>
      `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"_meta":{${meta}},"name":${name},"arguments":{"n":10.0, "n":2}}}`
    await send(write('1', '"one__say"', `${metaText},"n":1e400`), modernHeaders('tools/call', 'one__say'))
    const [received] = calls()
    expect(received).toBe(write(idOf(received), '"say"', '"n":1e400'))
  })

  test('of an older client reaches a modern server with what that needs, and the rest as it was written', async () => {
    const { send, calls } = await setUp('modern')
    const rest = '"n":1e400},"name":"say","arguments":{"n":10.0, "n":2}},"z":0.0}'
    await send(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"_meta":{${rest.replace('"say"', '"one__say"')}`,
    )
    const [received] = calls()
    expect(received?.endsWith(rest)).toBe(true)
    expect(JSON.parse(received ?? '').params._meta).toMatchObject({
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    })
  })

  test.each([
    ['null for `_meta`', 'null'],
    ['a list for `_meta`', '[]'],
    ['another version in `_meta`', '{"io.modelcontextprotocol/protocolVersion":"2025-11-25","n":1.0}'],
    ['its own name in `_meta`', '{"io.modelcontextprotocol/clientInfo":{"name":"me","version":"1"},"n":1.0}'],
    ['an empty `_meta`', '{}'],
  ])('of an older client with %s has nothing twice when it reaches a modern server', async (_what, meta) => {
    const { send, calls } = await setUp('modern')
    await send(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"_meta":${meta},"name":"one__say","arguments":{"n":10.0}}}`,
    )
    const [received = ''] = calls()
    const params = membersOf(received, valueAt(received, ['params'])?.from)
    expect(params.map(({ name }) => name).toSorted()).toEqual(['_meta', 'arguments', 'name'])
    const keys = membersOf(received, valueAt(received, ['params', '_meta'])?.from).map(({ name }) => name)
    expect(keys).toHaveLength(new Set(keys).size)
    const { _meta } = JSON.parse(received).params
    expect(_meta).toMatchObject({ 'io.modelcontextprotocol/protocolVersion': '2026-07-28' })
    expect(received).toContain('"arguments":{"n":10.0}')
  })

  test.each(oddIds)('is answered under the id that it has: %s', async (id) => {
    const { send, next } = await setUp()
    for (const form of ['JSON', 'SSE'] as const) {
      next.form = form
      const answer = await send(
        `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"one__say","arguments":{}}}`,
      )
      expect(messageText(answer.text)).toBe(plain(id))
    }
  })

  test.each(oddIds)('that cannot be answered fails under the id that it has: %s', async (id) => {
    const { send } = await setUp()
    const answer = await send(`{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"none__such"}}`)
    expect(answer.text.startsWith(`{"jsonrpc":"2.0","id":${id},"error":`)).toBe(true)
  })
})

const answerForms: Record<string, Text> = {
  ...Object.fromEntries(
    Object.entries(oddArguments).map(([what, value]): [string, Text] => [
      what,
      // In an event a line ends one way only.
      (id) => `{"jsonrpc":"2.0","id":${id},"result":{"content":[],"structuredContent":${value.replace('\r', '')}}}`,
    ]),
  ),
  'members in another order': (id) => `{"result":{"isError":false,"content":[]},"id":${id},"jsonrpc":"2.0"}`,
  'members nobody knows': (id) =>
    `{"a":{"id":9},"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"later","x":1.0}],"y":[]},"b":1e400}`,
  'escapes in the protocol’s own names': (id) => `{"jsonrpc":"2.0","i\\u0064":${id},"r\\u0065sult":{"content":[]}}`,
  'space around everything': (id) => ` {\n\t"jsonrpc" : "2.0" , "id" : ${id} , "result" : { "content" : [ ] } }`,
  'an error with all that belongs to it': (id) =>
    `{"jsonrpc":"2.0","id":${id},"error":{"x":10.0,"code":-32000,"message":"n\\u006f","data":{"n":1234567890123456789}}}`,
}

describe.each(['JSON', 'SSE'] as const)('an answer in %s', (form) => {
  test.each(Object.entries(answerForms))('reaches its client as it was written: %s', async (_what, text) => {
    const { send, next } = await setUp()
    Object.assign(next, { form, text })
    const answer = await send('{"jsonrpc":"2.0","id":1.0,"method":"tools/call","params":{"name":"one__say"}}')
    expect(answer.status).toBe(200)
    expect(messageText(answer.text)).toBe(text('1.0'))
  })

  test('of an older server gets what modern clients need, and the rest is as it was written', async () => {
    const { send, next } = await setUp()
    const rest = '"content":[],"structuredContent":{"n":1234567890123456789, "n":1e400}} ,"x":10.0}'
    Object.assign(next, { form, text: (id: string) => `{"id":${id},"jsonrpc":"2.0","result":{${rest}` })
    const call = `{"jsonrpc":"2.0","id":"\\u0061","method":"tools/call","params":{"name":"one__say","_meta":{${metaText}}}}`
    const answer = await send(call, modernHeaders('tools/call', 'one__say'))
    expect(messageText(answer.text)).toBe(`{"id":"\\u0061","jsonrpc":"2.0","result":{"resultType":"complete",${rest}`)
  })
})

describe('whatever JSON there is', () => {
  const json = fc.json({ maxDepth: 4 })
  const spaces = fc.array(fc.constantFrom(' ', '\n', '\t'), { maxLength: 3 }).map((letters) => letters.join(''))

  test('passes both ways as it was written', async () => {
    const { send, calls, next } = await setUp()
    await fc.assert(
      fc.asyncProperty(json, json, spaces, fc.constantFrom<Form>('JSON', 'SSE'), async (asked, said, space, form) => {
        const text: Text = (id) => `{${space}"jsonrpc":"2.0","id":${id},"result":{"content":[],"x":${space}${said}}}`
        Object.assign(next, { form, text })
        const write: CallText = (id, name) =>
          `{"method":"tools/call",${space}"params":{"arguments":{"a":${asked}${space}},"name":${name}},"id":${id},"jsonrpc":"2.0"}`
        const answer = await send(write('"me"', '"one__say"'))
        expect(messageText(answer.text)).toBe(text('"me"'))
        const received = calls().at(-1)
        expect(received).toBe(write(idOf(received), '"say"'))
      }),
      { numRuns: 60, seed: 20260728 },
    )
  })
})

const twice: Record<string, string> = {
  jsonrpc: '{"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__say"}}',
  id: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__say"},"id":1}',
  'id, once with an escape': '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__say"},"i\\u0064":1}',
  method: '{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call","params":{"name":"one__say"}}',
  'method of something told': '{"jsonrpc":"2.0","method":"notifications/cancelled","method":"x","params":{}}',
  params: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__say"},"params":{"name":"one__say"}}',
  'params, once odd': '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":null,"params":{"name":"one__say"}}',
  'params.name': '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__hidden","name":"one__say"}}',
  'params.name, once with an escape':
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"na\\u006de":"one__hidden","name":"one__say"}}',
  'params.uri': '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__say","uri":"a:b","uri":"a:b"}}',
  'params._meta': '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__say","_meta":{},"_meta":{}}}',
  'params._meta, once with an escape':
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__say","_meta":{},"\\u005fmeta":{}}}',
  'a key of _meta':
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__say","_meta":{"progressToken":1,"progressToken":2}}}',
  'a key of _meta, once with an escape':
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"_meta":{"a":1,"\\u0061":1},"name":"one__say"}}',
}

describe('a message that has a member twice', () => {
  test.each(Object.entries(twice))('is refused and reaches no server: %s', async (_what, text) => {
    const { send, server } = await setUp()
    const answer = await send(text)
    expect(answer.status).toBe(400)
    expect(answer.body?.error).toMatchObject({ code: -32600 })
    expect(server.seen).toEqual([])
  })

  test('is refused also where one of the two agrees with the headers of the modern family', async () => {
    const { send, server } = await setUp('modern')
    const text = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__hidden","name":"one__say","_meta":{${metaText}}}}`
    expect((await send(text, modernHeaders('tools/call', 'one__say'))).status).toBe(400)
    expect(server.seen).toEqual([])
  })

  test('is taken where nobody decides by that member', async () => {
    const { send, next, calls } = await setUp()
    next.text = (id) => `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"taken"}]}}`
    const args = '{"name":1,"name":2,"_meta":{"a":1,"a":2},"id":3,"id":4}'
    const answer = await send(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one__say","arguments":${args}}}`,
    )
    expect(textOf(answer.body)).toBe('taken')
    expect(calls()[0]).toContain(args)
  })
})
