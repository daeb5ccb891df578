/**
 * Whether a header may be sent: the name a token (RFC 9110 5.6.2), the value visible ASCII with spaces and tabs, so
 * that no value can end its line and start another. Says which header is wrong and never what it holds.
 */
import { OutboundError } from './errors.ts'

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/
const value = /^[\t\x20-\x7e]*$/
/** These belong to the connection: a second opinion on them is how requests are smuggled. */
const framing = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export function assertSendable(headers: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(headers)) {
    if (!token.test(name)) {
      throw new OutboundError('invalid_header', 'The name of a header may hold only letters, digits and hyphens.')
    }
    if (framing.has(name.toLowerCase())) {
      throw new OutboundError('invalid_header', `The header ${name} is set by the connection itself.`)
    }
    if (!value.test(content)) {
      throw new OutboundError(
        'invalid_header',
        `The value for ${name} holds a line break or a letter that headers cannot carry.`,
        {
          advice: 'Copy the value again, without line breaks or typographic quotes.',
        },
      )
    }
  }
}
