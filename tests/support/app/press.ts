/**
 * Presses a button of a page as the page's own script does, without the page: asks for the page, reads from it which server
 * action the button calls, and calls it with a form.
 */
import { type Answer, type Asked, ask, type Jetway } from './ask.ts'

type Pressed = Pick<Asked, 'cookies' | 'headers'> & {
  /** The page whose button it is, where it is not the address that the form is sent to. */
  on?: string
  /** Of a page with several buttons, the one that is meant: how the page names its action, `$h`, and what stands next to it. */
  by?: string
}

export async function press(
  jetway: Jetway,
  path: string,
  form: Record<string, string>,
  { on = path, by, ...asked }: Pressed = {},
): Promise<Answer> {
  const page = await ask(jetway, on, asked)
  return callAction(jetway, path, { ...asked, action: actionIn(page, by), form })
}

/** What a page's script asks for when it goes there, or fetches ahead: Next sends it on to an address made of its headers. */
export async function askForPayload(
  jetway: Jetway,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const asked = { headers: { rsc: '1', ...headers } }
  const sentOn = await ask(jetway, path, asked)
  const { location = '' } = sentOn.headers
  return location.startsWith(`${path}?_rsc`) ? ask(jetway, location, asked) : sentOn
}

/** The same as `press` where the action is known already. */
export async function callAction(
  jetway: Jetway,
  path: string,
  { action, form, cookies, headers }: Asked & { action: string; form: Record<string, string> },
): Promise<Answer> {
  const fields = new FormData()
  for (const [name, value] of Object.entries(form)) fields.append(`_1_${name}`, value)
  fields.append('0', JSON.stringify([{ status: 'idle' }, '$K1']))
  const { type, body } = await encode(fields)
  const sent = { 'content-type': type, 'next-action': action, accept: 'text/x-component', origin: jetway.url }
  return ask(jetway, path, { body, cookies, headers: { ...sent, ...headers } })
}

/** Presses a button whose form works without scripts, too. */
export async function pressPlain(jetway: Jetway, path: string, cookies: string[]): Promise<Answer> {
  const { body: page } = await ask(jetway, path, { cookies })
  const [, name] = /name="(\$ACTION_ID_\w+)"/.exec(page) ?? []
  if (!name) throw new Error(`No form of ${path} works without scripts.`)
  const fields = new FormData()
  fields.append(name, '')
  const { type, body } = await encode(fields)
  return ask(jetway, path, { body, cookies, headers: { 'content-type': type, origin: jetway.url } })
}

export function actionIn({ status, body }: Answer, by?: string): string {
  const payload = payloadOf(body)
  const named = by?.replace('$h', '\\$h(\\w+)')
  const [, reference] = named === undefined ? [] : (new RegExp(named).exec(payload) ?? [])
  const actions = [...payload.matchAll(/^(\w+):\{"id":"(\w+)","bound":null\}/gm)]
  const [found, ...others] = by === undefined ? actions : actions.filter(([, name]) => name === reference)
  if (!found?.[2] || others.length > 0) throw new Error(`Not one button, but ${actions.length} (status ${status}).`)
  return found[2]
}

/** What a page brings along for its scripts, which comes in pieces between the markup. */
export function payloadOf(body: string): string {
  const pieces = body.matchAll(/self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)/g)
  return Array.from(pieces, ([, piece = '""']) => JSON.parse(piece)).join('')
}

async function encode(fields: FormData): Promise<{ type: string; body: Buffer }> {
  const encoded = new Response(fields)
  const type = encoded.headers.get('content-type') ?? ''
  return { type, body: Buffer.from(await encoded.arrayBuffer()) }
}
