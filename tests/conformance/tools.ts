/** The parts that the fixtures of both families share: contents and questions with the names and words that the suites look for. */
import type { IncomingHttpHeaders } from 'node:http'
import type { ElicitRequestFormParams } from '@modelcontextprotocol/sdk/types.js'

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
const wav = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA='

export const text = (words: string) => ({ type: 'text' as const, text: words })
const image = { type: 'image' as const, data: png, mimeType: 'image/png' }
const embed = (uri: string, mimeType: string, words: string) => ({
  type: 'resource' as const,
  resource: { uri, mimeType, text: words },
})

export const plainTools = {
  test_simple_text: [text('This is a simple text response for testing.')],
  test_image_content: [image],
  test_audio_content: [{ type: 'audio' as const, data: wav, mimeType: 'audio/wav' }],
  test_embedded_resource: [embed('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')],
  test_multiple_content_types: [
    text('Multiple content types test:'),
    image,
    embed('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
  ],
}

type Asked = ElicitRequestFormParams['requestedSchema']['properties']

const string = { type: 'string' as const }
const options = ['option1', 'option2', 'option3']
const titled = (noun: string) =>
  ['First', 'Second', 'Third'].map((nth, index) => ({ const: `value${index + 1}`, title: `${nth} ${noun}` }))

export const elicitations: Record<'person' | 'defaults' | 'enums', Asked> = {
  person: {
    username: { ...string, description: "User's response" },
    email: { ...string, description: "User's email address" },
  },
  defaults: {
    name: { ...string, default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { ...string, enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  },
  enums: {
    untitledSingle: { ...string, enum: options },
    titledSingle: { ...string, oneOf: titled('Option') },
    legacyEnum: { ...string, enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
    untitledMulti: { type: 'array', items: { ...string, enum: options } },
    titledMulti: { type: 'array', items: { anyOf: titled('Choice') } },
  },
}

/** Host and Origin, where there is one, are of this machine. */
export function isLocal({ host = '', origin }: IncomingHttpHeaders): boolean {
  return [`http://${host}`, ...(origin === undefined ? [] : [origin])].every((address) =>
    ['localhost', '127.0.0.1', '[::1]'].includes(URL.parse(address)?.hostname ?? ''),
  )
}
