import { describe, expect, test } from 'vitest'
import { refuseRedirect } from '#lib/http/refuse-redirect.ts'

const from = new URL('https://a.example/x')
const refusal = (location: string, allowNetworks: string[] = []) => refuseRedirect(from, location, { allowNetworks })

describe('refuseRedirect', () => {
  test('names the place within the origin, without query and fragment', () => {
    expect(refusal('/y?token=1#f')).toMatchObject({
      reason: 'redirect',
      message: 'a.example redirects to https://a.example/y.',
      advice: 'Use that address.',
    })
  })

  test.each(['https://b.example/y?token=1', 'https://a.example:8443/y'])('asks whether %s is trusted', (location) => {
    const { message, advice } = refusal(location)
    expect(message).toBe(`a.example redirects to ${location.replace('?token=1', '')}, which is not followed.`)
    expect(advice).toBe('If you trust that address, enter it instead.')
  })

  test.each([
    ['http://a.example/', 'plain http'],
    ['https://127.0.0.1/', 'a private address'],
    ['https://[::ffff:169.254.169.254]/', 'a private address'],
    ['https://user:pw@a.example/', 'credentials'],
    ['file:///etc/passwd', 'another scheme'],
    ['javascript:alert(1)', 'another scheme'],
    ['https://[', 'nonsense'],
  ])('does not name %s (%s)', (location) => {
    const { message, advice } = refusal(location)
    expect(message).toMatch(/^a\.example redirects to an address that .*, which is not followed\.$/)
    expect(advice).toBe('Check the address.')
  })

  test('takes plain http for another place even where it is allowed', () => {
    expect(refusal('http://127.0.0.1/', ['127.0.0.0/8']).message).toContain('http://127.0.0.1/, which is not followed')
  })
})
