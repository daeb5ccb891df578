import { describe, expect, test } from 'vitest'
import { cleanValues, describeOddities } from '#lib/auth-links/giving/clean-values.ts'
import type { Input } from '#lib/servers/inputs/schema.ts'

function header(name: string, template: string, placeholder = ''): Input {
  const field = { name: 'access_token', label: 'Access token', help: '', placeholder, isSecret: true }
  return { location: 'header', name, template, isRequired: true, isSecret: true, help: '', fields: [field] }
}

const bearer = header('Authorization', 'Bearer {access_token}')
const basic = header('Authorization', 'Basic {access_token}')
const plain = header('X-Api-Key', '{access_token}')
const whole = header('Authorization', '{access_token}')
const token = header('Authorization', 'token {access_token}')

const clean = (input: Input, pasted: string) => cleanValues([input], { access_token: pasted })
const taken = (value: string) => ({ ok: true, values: { access_token: value } })
const odd = (input: Input, pasted: string) => describeOddities([input], { access_token: pasted }).join()

const jwt = `eyJhbGciOiJSUzI1NiJ9.${'aB3-_'.repeat(60)}.${'xY9'.repeat(40)}`
const wrapped = (text: string, width: number, end = '\n') =>
  text.match(new RegExp(`.{1,${width}}`, 'g'))?.join(end) ?? ''

describe('what certainly is not the value is taken off', () => {
  test.each([
    ['white space', '\t dG9r \r\n'],
    ['a no-break space', '\u00a0dG9r\u202f'],
    ['a byte order mark and a direction mark', '\ufeffdG9r\u200e'],
    ['zero-width characters inside', 'd\u200bG9\u2060r'],
    ['a soft hyphen', 'dG\u00ad9r'],
    ['typographic quotes', '“dG9r”'],
    ['German ones', '„dG9r“'],
    ['French ones', '« dG9r »'],
    ['one of a pair', '‘dG9r'],
  ])('by what no header can carry: %s', (_, pasted) => {
    for (const input of [bearer, plain, whole, token]) expect(clean(input, pasted)).toEqual(taken('dG9r'))
  })

  test.each([
    ['the header line', 'X-Api-Key: dG9r'],
    ['in another case, without a space', 'x-api-key:dG9r'],
    ['with a space before the colon', 'X-Api-Key : dG9r'],
    ['a curl argument', '-H "X-Api-Key: dG9r"'],
    ['a curl argument in the middle of a command', "--header 'X-Api-Key: dG9r' \\"],
    ['a curl argument without a space', "-H'X-Api-Key: dG9r'"],
    ['a member of a client’s settings', '"X-Api-Key": "dG9r",'],
    ['with typographic quotes', '“X-Api-Key: dG9r”'],
    ['in backticks', '`X-Api-Key: dG9r`'],
    ['on a line of its own', 'X-Api-Key:\ndG9r'],
  ])('by the header’s own name: %s', (_, pasted) => {
    expect(clean(plain, pasted)).toEqual(taken('dG9r'))
  })

  test('by the header’s own name, also where the scheme is a part of the value', () => {
    expect(clean(whole, '-H "Authorization: Bearer dG9r"')).toEqual(taken('Bearer dG9r'))
    expect(clean(token, 'Authorization: token dG9r')).toEqual(taken('dG9r'))
    expect(clean(header('X.Key', '{access_token}'), 'XaKey: dG9r')).toEqual(taken('XaKey: dG9r'))
  })

  test.each([
    ['once', 'Bearer dG9r'],
    ['in another case', 'bEARER dG9r'],
    ['twice', 'Bearer bearer  dG9r'],
    ['encoded', 'Bearer%20dG9r'],
    ['with a no-break space', 'Bearer\u00a0dG9r'],
    ['on a line of its own', 'Bearer\ndG9r'],
    ['in the header line', 'Authorization: Bearer dG9r'],
    ['in a curl argument', '-H "Authorization: Bearer dG9r" \\'],
    ['in a client’s settings', '"Authorization": "Bearer dG9r"'],
  ])('by the word that the template adds: %s', (_, pasted) => {
    expect(clean(bearer, pasted)).toEqual(taken('dG9r'))
  })

  test.each([
    ['double quotes', '"dG9r="'],
    ['single quotes', "'dG9r='"],
    ['backticks', '`dG9r=`'],
    ['one of a pair', 'dG9r="'],
    ['quotes around the scheme', '"Bearer dG9r="'],
    ['quotes behind the scheme', 'Bearer "dG9r="'],
    ['a comma', 'dG9r=,'],
    ['a semicolon behind quotes', '"dG9r=";'],
    ['an assignment', 'INTERCOM_TOKEN=dG9r='],
    ['an assignment of a shell', 'export INTERCOM_TOKEN="dG9r="'],
    ['an assignment of any name in a shell', 'export INTERCOM=dG9r='],
    ['an assignment of PowerShell', '$env:INTERCOM_TOKEN = "dG9r="'],
    ['a form’s field', 'access_token=dG9r='],
    ['a JSON member', '"access_token": "dG9r=",'],
    ['a JSON member without spaces', '"access_token":"dG9r="'],
    ['a JSON object of one member', '{"access_token":"dG9r="}'],
    ['a YAML line', 'token: dG9r='],
    ['a label from a page', 'Access token: dG9r='],
    ['a label above it', 'Access token:\ndG9r='],
    ['the word of another scheme', 'token dG9r='],
    ['another header’s line', 'X-Api-Key: dG9r='],
    ['an assignment of a whole header', 'AUTH_HEADER_TOKEN="Bearer dG9r="'],
  ])('by what a token of Bearer or Basic can hold: %s', (_, pasted) => {
    for (const input of [bearer, basic]) expect(clean(input, pasted)).toEqual(taken('dG9r='))
  })
})

describe('what could be meant stays as it is', () => {
  test.each([
    ...['dG9r', 'a.b.', 'a.b.c', 'dG9r==', 'BearerToken', 'Bearer', 'token', 'INTERCOM_TOKEN', '-_.~+/='],
    ...['123456:AA-bot', 'id|secret', 'apikey:abc', 'mia@acme.example:abc', 'correct horse', 'a"b', 'abc=def', 'x!'],
  ])('behind Bearer: %s', (value) => {
    expect(clean(bearer, value)).toEqual(taken(value))
  })

  test.each([
    ...['Bearer dG9r', '"dG9r"', "'dG9r'", '`dG9r`', 'dG9r,', 'dG9r.', 'session=dG9r', 'token dG9r', 'Basic dG9r'],
    ...['Authorization: Bearer dG9r', 'export TOKEN="dG9r"', '{"search_depth":"advanced"}', 'a, b', '{}', '%41'],
    ...[
      '$ecret',
      'my-secret-key',
      '100%',
      '<3',
      '{6F9619FF-8B86-D011-B42D-00C04FC964FF}',
      '<https://a.example>; rel="x"',
    ],
  ])('in a header that may hold anything: %s', (value) => {
    expect(clean(plain, value)).toEqual(taken(value))
  })

  test('in a header whose scheme may have parameters', () => {
    expect(clean(token, 'token="dG9r"')).toEqual(taken('token="dG9r"'))
    const user = header('Authorization', 'Basic {access_token}:x')
    expect(clean(user, '"mia"')).toEqual(taken('"mia"'))
  })

  test('where it is one of the choices', () => {
    const fields = plain.fields.map((field) => ({ ...field, choices: ['"a"', '<b>'] }))
    for (const value of ['"a"', '<b>']) expect(clean({ ...plain, fields }, value)).toEqual(taken(value))
  })
})

describe('a value in several lines', () => {
  test.each([
    ['a terminal’s', wrapped(jwt, 80)],
    ['a mail’s', wrapped(jwt, 76, '\r\n')],
    ['a mail’s with soft breaks', wrapped(jwt, 72, ' \n')],
    ['an indented one', wrapped(jwt, 64, '\n    ')],
    ['as an input keeps it', wrapped(jwt, 80, '\u2028')],
    ['behind its scheme', wrapped(`Authorization: Bearer ${jwt}`, 80)],
    ['below its scheme', `Bearer\n${wrapped(jwt, 80)}`],
    ['in a quoted assignment', wrapped(`export INTERCOM_TOKEN="${jwt}"`, 80)],
  ])('becomes one again where a token was wrapped: %s', (_, pasted) => {
    expect(clean(bearer, pasted)).toEqual(taken(jwt))
  })

  test('becomes one again in any header', () => {
    const hex = '0123456789abcdef'.repeat(8)
    expect(clean(plain, wrapped(hex, 80))).toEqual(taken(hex))
    expect(odd(plain, wrapped(hex, 80))).toBe(
      'Access token: it had line breaks inside, which were taken out; copy it again without them.',
    )
  })
})

describe('a placeholder is refused in words', () => {
  test.each([
    ...[
      '{token}',
      '{{token}}',
      '{{ api key }}',
      `\${TOKEN}`,
      `\${env:TOKEN}`,
      `\${input:api-key}`,
      '$API_KEY',
      '%TOKEN%',
    ],
    ...['<token>', '<your token>', '<YOUR_API_KEY>', '[YOUR_TOKEN]', 'YOUR_API_KEY', 'YOUR-TOKEN-HERE', 'your_token'],
    ...['your-api-key-here', 'insert your token here', 'paste-token-here', '********', '••••••', '...', '…'],
    ...['Bearer {token}', 'Bearer <your token>', `Authorization: Bearer \${TOKEN}`, 'bearer YOUR_TOKEN'],
  ])('%s', (pasted) => {
    const refused = {
      ok: false,
      fields: {
        'secret.access_token': 'Access token: this is the placeholder, not the value. Put your own in its place.',
      },
    }
    expect(clean(bearer, pasted)).toEqual(refused)
    expect(clean(whole, pasted)).toEqual(refused)
  })

  test('so is the example beside the field', () => {
    expect(clean(header('X-Api-Key', '{access_token}', 'sk-…'), 'sk-…')).toMatchObject({ ok: false })
    expect(clean(header('X-Api-Key', '{access_token}', 'sk-abc'), 'sk-abc')).toMatchObject({ ok: false })
  })

  test.each(['TOKEN=<your token>', '"access_token": "{token}"'])('also with what stands around it: %s', (pasted) => {
    expect(JSON.stringify(clean(bearer, pasted))).toContain('this is the placeholder')
  })
})

describe('describeOddities', () => {
  test.each([
    ['Authorization: Bearer dG9r', 'it begins with “Authorization:”; leave that out.'],
    ['-H "Authorization: Bearer dG9r"', 'it begins with a part of a curl command'],
    ['curl https://api.acme.example', 'it begins with a part of a curl command'],
    ['Other-Header: dG9r', 'it begins with a name and a colon'],
    ['INTERCOM_TOKEN=dG9r', 'it begins with a name and an equals sign'],
    ['export TOKEN="dG9r"', 'it begins with a name and an equals sign'],
    ['Bearer dG9r', 'it begins with a word such as “Bearer”'],
    ['"dG9r"', 'it begins or ends with a quotation mark'],
    ['dG9r"', 'it begins or ends with a quotation mark'],
    ['`dG9r`', 'it begins or ends with a quotation mark'],
    ['{"token":"dG9r","type":"bearer"}', 'it looks like a piece of JSON'],
    ['dG9r...9r', 'it looks shortened'],
    ['dG9r%3D%3D', 'it looks like a part of a web address'],
    ['dG9r.', 'it ends with a punctuation mark'],
    ['dG 9r', 'it has a space inside'],
  ])('names what is odd about %j, and repeats nothing of it', (pasted, sentence) => {
    expect(clean(plain, pasted)).toEqual(taken(pasted))
    expect(odd(plain, pasted)).toContain(`Access token: ${sentence}`)
    expect(odd(plain, pasted)).not.toMatch(/dG9r|INTERCOM|Other-Header|acme/)
  })

  test.each(['dG9r', 'dG9r==', jwt, '123456:AA-bot'])('has nothing to say about %s', (value) => {
    expect(odd(plain, value)).toBe('')
  })
})

test.each([
  ['quotes', '"'],
  ['spaces', ' '],
  ['commas', 'a,'],
  ['lines', 'a:\n'],
  ['labels', 'token: '],
  ['schemes', 'Bearer '],
  ['backslashes', '\\'],
])('is done at once, however many %s there are', (_, piece) => {
  const huge = `x${piece.repeat(300_000 / piece.length)}x`
  const started = performance.now()
  for (const input of [bearer, plain]) {
    clean(input, huge)
    odd(input, huge)
  }
  expect(performance.now() - started).toBeLessThan(2_000)
})
