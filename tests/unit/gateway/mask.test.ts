import { describe, expect, test } from 'vitest'
import { createMasker, maskText, toMask } from '#lib/gateway/wire/mask.ts'

const token = 'dG9rOmludGVyY29t-secret'
const stars = '*'.repeat(token.length)

function pass(text: string, sizes: number[], values = [token]): string {
  const masker = createMasker(toMask(values))
  const out: Buffer[] = []
  let from = 0
  for (const size of [...sizes, text.length]) {
    out.push(masker.push(Buffer.from(text.slice(from, from + size))))
    from += size
  }
  out.push(masker.end())
  return Buffer.concat(out).toString()
}

describe('createMasker', () => {
  test('takes a value out, however often it stands there, and changes nothing else', () => {
    const text = `{"error":"Invalid ${token}, not ${token}","n":10.0}`
    expect(pass(text, [])).toBe(text.replaceAll(token, stars))
    expect(pass('{"result":{"n":1234567890123456789}}', [])).toBe('{"result":{"n":1234567890123456789}}')
  })

  test('finds a value at every place where the chunks may cut it', () => {
    const text = `before ${token} after`
    for (let first = 0; first <= text.length; first++) {
      for (const second of [0, 1, 3, token.length])
        expect(pass(text, [first, second]), `cut at ${first} and after ${second}`).toBe(`before ${stars} after`)
    }
    expect(pass(text, Array(text.length).fill(1))).toBe(`before ${stars} after`)
  })

  test('gives back what only began like a value, in order', () => {
    const text = `${token.slice(0, 10)} ${token.slice(0, 22)}! ${token.slice(0, 5)}`
    expect(pass(text, Array(text.length).fill(1))).toBe(text)
  })

  test.each([
    ['behind its scheme', 'Bearer abcdefgh12345', 'the header Bearer abcdefgh12345', 'the header ********************'],
    ['without its scheme', 'Bearer abcdefgh12345', 'abcdefgh12345', '*************'],
    ['as it stands in JSON', 'pass"word\\word', JSON.stringify('pass"word\\word'), `"${'*'.repeat(16)}"`],
    ['as it stands in a URL', 'a token/with=signs', '?t=a%20token%2Fwith%3Dsigns', `?t=${'*'.repeat(24)}`],
    ['as PHP writes it in JSON', 'ab+/cd/ef==', 'x ab+\\/cd\\/ef==', `x ${'*'.repeat(13)}`],
    ['as Go writes it in JSON', 'a&b<c>d-secret', 'x a\\u0026b\\u003cc\\u003ed-secret', `x ${'*'.repeat(29)}`],
    ['as Java writes it in JSON', 'ab+cdefgh==', 'x ab+cdefgh\\u003d\\u003d', `x ${'*'.repeat(21)}`],
    ['as .NET writes it in JSON', 'ab+cd<efgh==', 'x ab\\u002Bcd\\u003Cefgh==', `x ${'*'.repeat(22)}`],
    ['of Basic, decoded', `Basic ${btoa('mia:open sesame')}`, 'password open sesame', 'password ***********'],
    ['of Basic without its scheme, decoded', btoa('mia:open sesame'), 'password open sesame', 'password ***********'],
  ])('knows a value %s', (_form, value, said, shown) => {
    for (let cut = 0; cut <= said.length; cut++) expect(pass(said, [cut], [value]), `cut at ${cut}`).toBe(shown)
    expect(pass(said, Array(said.length).fill(1), [value])).toBe(shown)
  })

  test('leaves short values alone (they are ordinary words)', () => {
    expect(pass('eu and true', [], ['eu', 'true'])).toBe('eu and true')
  })

  test('takes values of eight characters for values, and no shorter ones', () => {
    expect(pass('1234567 and 12345678', [], ['1234567'])).toBe('1234567 and 12345678')
    expect(pass('1234567 and 12345678', [], ['12345678'])).toBe('1234567 and ********')
  })

  test.each([
    ['one that begins like another', ['a-value-', 'a-value-that-goes-on'], 'a-value-that-goes-on', '*'.repeat(20)],
    ['one that begins like another, and stops', ['a-value-', 'a-value-that-goes-on'], 'a-value-that', '********that'],
    [
      'one in the middle of another',
      ['in-the-middle', 'it-is-in-the-middle-of-this'],
      'it-is-in-the-middle-of-this',
      '*'.repeat(27),
    ],
    [
      'one in the middle of what another begins with',
      ['in-the-middle', 'it-is-in-the-middle-of-this'],
      'it-is-in-the-middle!',
      `it-is-${'*'.repeat(13)}!`,
    ],
    ['two that touch', ['first-one', 'second-one'], 'first-onesecond-one', '*'.repeat(19)],
    ['two that share their middle', ['starts-here', 'here-it-goes'], 'starts-here-it-goes', '*'.repeat(19)],
    ['one that ends as another begins', ['starts-here', 'here-it-goes'], 'starts-here-it', '***********-it'],
  ])('knows %s, wherever the chunks cut it', (_what, values, said, shown) => {
    for (let cut = 0; cut <= said.length; cut++)
      for (const next of [0, 1, 5]) expect(pass(said, [cut, next], values), `cut at ${cut}, ${next}`).toBe(shown)
    expect(pass(said, Array(said.length).fill(1), values)).toBe(shown)
  })

  test('leaves the bytes it was given as they were', () => {
    const chunk = Buffer.from(`x ${token}`)
    createMasker(toMask([token])).push(chunk)
    expect(chunk.toString()).toBe(`x ${token}`)
  })
})

test('maskText takes a value out of a header', () => {
  expect(maskText(`text/html; token=${token}`, toMask([token]))).toBe(`text/html; token=${stars}`)
})
