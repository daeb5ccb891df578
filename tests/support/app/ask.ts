import { type IncomingHttpHeaders, request } from 'node:http'

export type Answer = { status: number; headers: IncomingHttpHeaders; cookies: string[]; body: string }

/** One request to a Jetway that believes to be elsewhere: by the host of its `JETWAY_URL`, at its real port. */
export function ask(
  at: { port: string; host: string },
  path: string,
  options: { cookies?: string[]; form?: Record<string, string> } = {},
): Promise<Answer> {
  const { cookies = [], form } = options
  const body = form && new URLSearchParams(form).toString()
  const headers = {
    host: at.host,
    cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; '),
    ...(body !== undefined && {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    }),
  }
  return new Promise((resolve, reject) => {
    const sent = request({ host: 'localhost', port: at.port, path, method: form ? 'POST' : 'GET', headers }, (res) => {
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
