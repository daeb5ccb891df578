import { type IncomingHttpHeaders, request } from 'node:http'

export type Answer = { status: number; headers: IncomingHttpHeaders; cookies: string[]; body: string }

/** A Jetway by the port it listens on and the `JETWAY_URL` it believes to be at, which may be elsewhere. */
export type Jetway = { port: string; url: string }

export type Asked = {
  method?: string
  headers?: Record<string, string>
  /** As answers have set them. */
  cookies?: string[]
  form?: Record<string, string>
  body?: Buffer
}

const urlencoded = 'application/x-www-form-urlencoded'

/** One request, as it is written here and no more: no redirect is followed, no cookie is kept. */
export function ask({ port, url }: Jetway, path: string, asked: Asked = {}): Promise<Answer> {
  const { cookies = [], form, method = form || asked.body ? 'POST' : 'GET' } = asked
  const body = form ? Buffer.from(new URLSearchParams(form).toString()) : asked.body
  const headers = {
    host: new URL(url).host,
    cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; '),
    ...(form && { 'content-type': urlencoded }),
    ...(body && { 'content-length': body.byteLength }),
    ...asked.headers,
  }
  return new Promise((resolve, reject) => {
    const sent = request({ host: 'localhost', port, path, method, headers }, (res) => {
      let text = ''
      res.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      res.once('end', () => {
        const { statusCode: status = 0, headers } = res
        resolve({ status, headers, cookies: headers['set-cookie'] ?? [], body: text })
      })
    })
    sent.once('error', reject).end(body)
  })
}

/** A Jetway that runs here, at the address it is told or at its own. */
export function jetwayAt(here: { url: string }, url = here.url): Jetway {
  return { port: new URL(here.url).port, url }
}

/** Cookies as a browser would keep them after these answers. */
export function keptCookies(answers: Answer[]): string[] {
  const set = answers.flatMap(({ cookies }) => cookies)
  const byName = new Map(set.map((cookie) => [cookie.split('=')[0], cookie]))
  return [...byName.values()].filter((cookie) => !/Max-Age=0(;|$)/i.test(cookie))
}
