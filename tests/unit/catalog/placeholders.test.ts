import { describe, expect, test } from 'vitest'
import { findPlaceholder, toTemplate } from '#lib/catalog/placeholders.ts'

describe('toTemplate', () => {
  test.each([
    ['Bearer {token}', 'Bearer {token}'],
    ['Bearer \u0024{TOKEN}', 'Bearer {TOKEN}'],
    ['Bearer $TOKEN', 'Bearer {TOKEN}'],
    ['Bearer \u0024{env:TOKEN}', 'Bearer {TOKEN}'],
    ['\u0024{input:api-key}', '{api-key}'],
    ['\u0024{TOKEN:-none}', '{TOKEN}'],
    ['Bearer \u0024{{ secrets.TOKEN }}', 'Bearer {TOKEN}'],
    ['Bearer {{token}}', 'Bearer {token}'],
    ['Bearer {{ token }}', 'Bearer {token}'],
    ['Bearer { token }', 'Bearer {token}'],
    ['Bearer <token>', 'Bearer {token}'],
    ['Bearer <your token>', 'Bearer {your token}'],
    ['Bearer %TOKEN%', 'Bearer {TOKEN}'],
    ['Bearer [YOUR_TOKEN]', 'Bearer {YOUR_TOKEN}'],
    ['YOUR_API_KEY', '{API_KEY}'],
    ['YOUR-API-KEY-HERE', '{API-KEY}'],
    ['INSERT_TOKEN_HERE', '{TOKEN}'],
    ['your-api-key-here', '{api-key}'],
    ['Basic \u0024{USER}:\u0024{PASS}', 'Basic {USER}:{PASS}'],
    ['Token token="<key>"', 'Token token="{key}"'],
  ])('brings %j into the format’s own spelling', (value, template) => {
    expect(toTemplate('X-A', value)).toBe(template)
  })

  test.each([
    ...[
      'true',
      'v1',
      'application/json',
      'Bearer',
      'API_KEY',
      'Bearer API_KEY',
      'xxx',
      'YOUR',
      'your-company',
      'Your key',
    ],
    ...['{}', '{"a":"b"}', '{"a":1,"b":{"c":2}}', '{6F9619FF-8B86-D011-B42D-00C04FC964FF}', '[1]', '[a, b]'],
    ...['$5', 'US$100', 'a$B', '$ref', '100%', '%41%20', '%C3%A9', '<3', 'a<b>c', '1<2 and 3>2', ':tenant'],
  ])('leaves %j, which can be no placeholder', (value) => {
    expect(toTemplate('X-A', value)).toBe(value)
  })

  test.each([
    ['Bearer', 'Bearer {token}'],
    ['Bearer ', 'Bearer {token}'],
    ['Bearer API_KEY', 'Bearer {API_KEY}'],
    ['Bearer TOKEN', 'Bearer {TOKEN}'],
    ['Bearer xxxxx', 'Bearer {token}'],
    ['Bearer ...', 'Bearer {token}'],
    ['Basic ***', 'Basic {token}'],
    ['Bearer abc', 'Bearer abc'],
  ])('knows that nobody signs in with %j', (value, template) => {
    expect(toTemplate('authorization', value)).toBe(template)
  })
})

describe('findPlaceholder', () => {
  test.each([
    ['https://{tenant}.example.com/mcp', '{tenant}'],
    ['https://%7Btenant%7D.example.com/mcp', '{tenant}'],
    ['https://a.example/%7btenant%7d/mcp', '{tenant}'],
    ['https://a.example/mcp?account={account_id}', '{account_id}'],
    ['https://a.example/{{tenant}}/mcp', '{{tenant}}'],
    ['https://\u0024{TENANT}.example.com', '\u0024{TENANT}'],
    ['https://$TENANT.example.com/mcp', '$TENANT'],
    ['https://%TENANT%.example.com/mcp', '%TENANT%'],
    ['https://<tenant>.example.com/mcp', '<tenant>'],
    ['https://a.example/%3Cyour-tenant%3E/mcp', '<your-tenant>'],
    ['https://a.example/:tenant/mcp', ':tenant'],
    ['https://a.example/[tenant]/mcp', '[tenant]'],
    ['https://YOUR-TENANT.example.com/mcp', 'YOUR-TENANT'],
    ['https://your-domain.example.com/mcp', 'your-domain'],
    ['https://a.example/your_workspace_name/mcp', 'your_workspace_name'],
    ['https://a.example/mcp?id=YOUR_ID', 'YOUR_ID'],
    ['https://*.example.com/mcp', '*'],
  ])('finds in %s what is not filled in', (address, placeholder) => {
    expect(findPlaceholder(address)).toBe(placeholder)
  })

  test.each([
    'https://mcp.example.com/mcp',
    'https://[2606:4700::1111]:8443/mcp',
    'https://your-analytics.example/mcp',
    'https://yourcompany.com/mcp',
    'https://a.example/v1/things:list',
    'https://a.example/$metadata',
    'https://a.example/mcp?x=%7B%22a%22%3A1%7D',
    'https://a.example/mcp?id={6F9619FF-8B86-D011-B42D-00C04FC964FF}',
    'https://a.example/caf%C3%A9%20b',
    'https://a.example/files/*',
    'https://a.example/~me/(draft)/a+b',
  ])('lets %s be', (address) => {
    expect(findPlaceholder(address)).toBeNull()
  })
})

test.each(['your_', 'your-a_', '{a ', '<a.', '${', '[a-', '%A', 'YOUR_A-'])('long texts of %j cost little', (piece) => {
  const text = `https://a.example/${piece.repeat(20_000)}`
  const started = performance.now()
  toTemplate('X-A', text)
  findPlaceholder(text)
  expect(performance.now() - started).toBeLessThan(2_000)
})
