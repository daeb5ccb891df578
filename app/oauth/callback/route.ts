import { readBrowser } from '#app/connect/_parts/browser-cookie.ts'
import { finishSignIn } from '#lib/auth-links/signing-in/finish-sign-in.ts'
import { currentContext, linkContext } from '#lib/boundary/require-context.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'

/** Where an issuer sends people back to. Whatever comes, it ends at a page of ours, at an address that holds none of it. */
export async function GET(request: Request): Promise<Response> {
  const params = new URL(request.url).searchParams
  const [visitor, holder] = await Promise.all([currentContext(), linkContext()])
  const { end, at } = await finishSignIn([visitor, ...(holder ? [holder] : [])], {
    params,
    browser: await readBrowser(),
  })
  if (end !== 'connected' && end !== 'stored') log.warn('a sign-in did not end well', { reason: end })
  const path = at ? `/connect/${at.project}/${at.connection}` : '/connect'
  const url = new URL(`${path}?signed-in=${end}`, env().url)
  const headers = { location: url.href, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' }
  return new Response(null, { status: 303, headers })
}
