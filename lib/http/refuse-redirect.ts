/**
 * A redirect is never followed: what the caller put into headers goes nowhere but to the address that was checked. It
 * becomes an error that says where it led, without the query, so that a person can enter that address instead.
 */
import { checkUrl } from './check-url.ts'
import { OutboundError } from './errors.ts'
import type { OutboundPolicy } from './policy.ts'

export function refuseRedirect(from: URL, location: string, policy: OutboundPolicy): OutboundError {
  const to = (where: string, advice: string) =>
    new OutboundError('redirect', `${from.host} redirects to ${where}.`, { advice })
  const target = URL.parse(location, from)
  if (!target) return to('an address that cannot be read, which is not followed', 'Check the address.')
  target.hash = ''

  const checked = checkUrl(target, policy)
  if (!checked.ok) return to('an address that is not public or not https, which is not followed', 'Check the address.')
  const { origin, pathname } = checked.url
  if (origin === from.origin) return to(origin + pathname, 'Use that address.')
  return to(`${origin}${pathname}, which is not followed`, 'If you trust that address, enter it instead.')
}
