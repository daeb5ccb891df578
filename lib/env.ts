/**
 * The settings. Read once per process from the environment, checked by one schema, shared by both module
 * graphs. `docs/settings.md` is generated from this file; nothing else reads `process.env`.
 */
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { readCertificates } from '#lib/crypto/certificates.ts'
import { isMasterKey } from '#lib/crypto/derive.ts'
import { isNetwork } from '#lib/http/policy.ts'
import { type OutboundProxy, readProxy } from '#lib/http/proxy/read-proxy.ts'
import { setWayOut } from '#lib/http/way-out.ts'
import { faultOfHost, faultOfOrigin, faultOfUrl } from '#lib/process/host.ts'

const list = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))

const cidrList = list.refine(
  (networks) => networks.every(isNetwork),
  'must be networks such as 10.0.0.0/8, separated by commas',
)

/** A list that has a sentence for each wrong entry. */
function listWithout(faultOf: (entry: string) => string | null) {
  return list.superRefine((entries, issues) => {
    for (const entry of entries) {
      const fault = faultOf(entry)
      if (fault) issues.addIssue(`${entry.replace(/[^/]*@/, '…@')} ${fault}.`)
    }
  })
}

const siteUrl = z
  .string()
  .superRefine((text, issues) => {
    const fault = faultOfUrl(text)
    if (fault) issues.addIssue(`${fault}.`)
  })
  .transform((text) => (URL.canParse(text) ? new URL(text).origin : text))

const proxyAddress = z
  .string()
  .optional()
  .refine(
    (text) => text === undefined || text === 'env' || readProxy(text) !== null,
    'must be the address of an http or https proxy, such as http://proxy.example.com:3128, or the word env',
  )

const certificates = z
  .string()
  .optional()
  .transform((file, context) => {
    if (file === undefined) return []
    const found = readCertificates(readText(file))
    if (found) return found
    context.addIssue('must be a file that can be read and holds certificates in PEM form')
    return z.NEVER
  })

const masterKey = z.string().refine(isMasterKey, 'must be 32 bytes in base64url (43 characters)').optional()

export const settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(3000).describe('The one port Jetway listens on.'),
  HOST: z.string().default('127.0.0.1').describe('The address to bind. Anything but loopback needs `JETWAY_URL`.'),
  JETWAY_URL: siteUrl
    .optional()
    .describe(
      'The public address, without a path: source of every link, of cookie security and of the Host and Origin checks. Default `http://localhost:<PORT>`.',
    ),
  JETWAY_ALLOW_HOSTS: listWithout(faultOfHost).describe(
    'Further host names (`name` or `name:port`, comma-separated) under which agents and probes reach `/mcp` and `/health`. Pages asked for there are sent on to `JETWAY_URL`.',
  ),
  JETWAY_ALLOW_ORIGINS: listWithout(faultOfOrigin).describe(
    'Origins (comma-separated) of browser and desktop clients that may call `/mcp`: `https://app.example.com`, `app://name`, `vscode-webview://*` where the rest is random, `null` where nothing else is sent (any page can send that).',
  ),
  JETWAY_DATA: z
    .string()
    .default('.data')
    .describe('Folder of the embedded database, its lock and the generated master key.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('A PostgreSQL (15 or newer) to use instead of the embedded database.'),
  JETWAY_MASTER_KEY: masterKey.describe(
    'Wraps every data key: 32 bytes in base64url. Required with `DATABASE_URL`; embedded, it is generated once into the data folder.',
  ),
  JETWAY_MASTER_KEY_PREVIOUS: masterKey.describe('The key before a rotation; still opens what is not yet re-wrapped.'),
  JETWAY_CATALOG: z
    .string()
    .optional()
    .describe(
      'A file or folder of `server.json` entries laid over the catalog: same name replaces, new name adds. One that breaks later leaves what it last held in use.',
    ),
  JETWAY_ALLOW_NETWORKS: cidrList.describe(
    'Networks (CIDR, comma-separated) that servers may live in although they are not public; plain http is allowed there too.',
  ),
  JETWAY_OUTBOUND_PROXY: proxyAddress.describe(
    'The proxy through which servers are reached, where there is no other way out: an address, with a user name and password if it wants them, or `env` for what `HTTPS_PROXY` (or `HTTP_PROXY`) and `NO_PROXY` say.',
  ),
  JETWAY_CA_FILE: certificates.describe(
    'A PEM file of certificate authorities to trust beside the public ones, for servers and an https proxy.',
  ),
  JETWAY_TRUST_PROXY: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('How many reverse proxies stand in front; decides whose address throttles see.'),
  JETWAY_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('How much is logged.'),
})

/** What start-up decides and both module graphs need; a test provides it too. */
export type Provided = { databaseUrl: string; masterKey: string; masterKeyPrevious?: string; url?: string }

/** `outboundProxy`: what JETWAY_OUTBOUND_PROXY comes to. */
export type Settings = z.output<typeof settings> & { outboundProxy: OutboundProxy | null }

export type Env = Settings & Provided & { url: string; isSecure: boolean }

type Slot = { settings?: Settings; provided?: Provided }
const slot = Symbol.for('jetway.env')
const shared = globalThis as typeof globalThis & { [slot]?: Slot }

/** The settings as the operator gave them. Throws one readable message that names every wrong one. */
export function readSettings(source: Record<string, string | undefined> = process.env): Settings {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const result = settings.safeParse(given)
  if (result.success) return { ...result.data, outboundProxy: findProxy(result.data.JETWAY_OUTBOUND_PROXY, given) }
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`Some settings are wrong:\n${lines.join('\n')}`)
}

/** Called once by start-up, when the database address and the master key are known. */
export function provideEnv(provided: Provided, given: Settings = readSettings()): void {
  shared[slot] = { settings: given, provided }
  setWayOut({ proxy: given.outboundProxy, certificates: given.JETWAY_CA_FILE })
}

/** The settings in force. Throws before `provideEnv`: nothing that matters is guessed. */
export function env(): Env {
  const current = shared[slot]
  if (!current?.settings || !current.provided) throw new Error('Settings are not ready: start Jetway by `npm start`.')
  const url = current.provided.url ?? current.settings.JETWAY_URL ?? `http://localhost:${current.settings.PORT}`
  return { ...current.settings, ...current.provided, url, isSecure: url.startsWith('https:') }
}

/** The usual variables are looked at in lower case first, as curl does. */
function findProxy(setting: string | undefined, given: Record<string, string | undefined>): OutboundProxy | null {
  if (setting !== 'env') return setting ? readProxy(setting) : null
  const variable = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find((name) => given[name])
  const address = variable ? (given[variable] ?? '') : ''
  const proxy = readProxy(address.includes('://') ? address : `http://${address}`, given.no_proxy ?? given.NO_PROXY)
  if (proxy) return proxy
  const what = variable ? `${variable} is not the address of an http or https proxy` : 'HTTPS_PROXY is not set'
  throw new Error(`Some settings are wrong:\n  JETWAY_OUTBOUND_PROXY: is env, but ${what}.`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
