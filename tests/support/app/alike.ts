import type { Answer } from './ask.ts'
import { payloadOf } from './press.ts'

/**
 * An answer without what is each answer's own by design: when it was made, its id (Next gives it another), its nonce, the order
 * in which the pieces of a page were ready, and what the test has sent, by name.
 */
export function withoutItsOwn({ status, headers, cookies, body }: Answer, sent: Record<string, string>) {
  const { date: _date, 'x-request-id': _id, ...others } = headers
  const own: Record<string, string | undefined> = {
    ...sent,
    NONCE: /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1],
    ID: /"\$L\w+","([\w-]{21})v"/.exec(payloadOf(body) || body)?.[1],
  }
  let text = JSON.stringify({ status, headers: others, cookies, body: piecesOf(body) })
  for (const [name, value] of Object.entries(own)) if (value) text = text.replaceAll(value, name)
  const { body: pieces, ...head } = JSON.parse(text)
  return { ...head, body: pieces.map(withoutNumbers).sort() }
}

/** The pieces are numbered in the order in which they were ready, and name each other by that. */
function withoutNumbers(piece: string): string {
  return piece.replace(/^[\da-f]+:/, '#:').replaceAll(/"\$[A-Za-z@]?[\da-f]+((?::\w+)*)"/g, '"$#$1"')
}

/** Each tag with the text behind it, and each line of what is brought along for scripts. */
function piecesOf(body: string): string[] {
  const payload = payloadOf(body)
  const markup = body.replaceAll(/<script nonce="[^"]*">self\.__next_f\.push\(.*?\)<\/script>/g, '')
  return payload ? [...markup.split(/(?=<)/), ...payload.split('\n')] : body.split('\n')
}
