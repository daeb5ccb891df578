/**
 * `npm run check:vendor -- intercom|slack|gmail`, on a connected machine: how the real host asks for sign-in, who signs people in
 * there, and, with a token in the environment, which tools it opens; and in what the stand-in in sandbox/ differs from that. Exits with 1 where
 * something differs. `--register` also asks to be registered, which leaves a client at the vendor. The tests try it on stand-ins.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { provideEnv, readSettings } from '#lib/env.ts'
import { startSandbox } from '#sandbox/start-sandbox.ts'
import { type Observed, observe, sayUnseen } from './check-vendor/observe.ts'

const vendors = {
  intercom: { entry: 'com.intercom/mcp', token: 'INTERCOM_TOKEN' },
  slack: { entry: 'com.slack/mcp', token: 'SLACK_TOKEN' },
  gmail: { entry: 'com.google.gmail/mcp', token: 'GMAIL_TOKEN' },
} as const

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { register: { type: 'boolean', default: false }, url: { type: 'string' }, issuer: { type: 'string' } },
})
const name = Object.keys(vendors).find((one): one is keyof typeof vendors => one === positionals[0])
if (!name) {
  console.error(`Say which: npm run check:vendor -- ${Object.keys(vendors).join('|')}`)
  process.exit(1)
}

const settings = readSettings()
const allowNetworks = [...settings.JETWAY_ALLOW_NETWORKS, '127.0.0.0/8']
provideEnv({ databaseUrl: '', masterKey: '' }, { ...settings, JETWAY_ALLOW_NETWORKS: allowNetworks })

const sandbox = await startSandbox()
try {
  process.exitCode = (await compare(name)) ? 0 : 1
} finally {
  await sandbox.close()
}

/** Whether the stand-in is as the real one, in all that can be seen. */
async function compare(vendor: keyof typeof vendors): Promise<boolean> {
  const variable = vendors[vendor].token
  const token = process.env[variable]
  const known = readEntry(vendors[vendor].entry)
  const registers = values.register
  const url = new URL(values.url ?? known.url)
  const real = await observe({ url, issuer: values.issuer ?? known.issuer, token, registers }).catch(sayUnseen)
  if (typeof real === 'string') {
    console.log(`✗ ${url.href}: ${real}`)
    return false
  }
  const standIn = await observe({ ...standInOf(vendor, token !== undefined), registers })
  if (token === undefined) console.log(`– set ${variable} to compare the tools that it opens`)
  return report(real, standIn)
}

function standInOf(vendor: keyof typeof vendors, hasToken: boolean) {
  const { intercom, slack, gmail } = sandbox
  const tokens = {
    intercom: intercom.tokens.acme,
    slack: slack.makeToken('Acme Analytics'),
    gmail: gmail.makeToken('noah@acme.test'),
  }
  return { url: new URL(sandbox[vendor].url), ...(hasToken && { token: tokens[vendor] }) }
}

function report(real: Observed, standIn: Observed): boolean {
  const names = [...new Set([...Object.keys(real), ...Object.keys(standIn)])]
  const different = names.filter((one) => real[one] !== standIn[one])
  for (const one of names) {
    if (!different.includes(one)) console.log(`✓ ${one}: ${real[one]}`)
    else console.log(`✗ ${one}: ${real[one] ?? 'nothing'}\n  the stand-in: ${standIn[one] ?? 'nothing'}`)
  }
  return different.length === 0
}

function readEntry(entryName: string): { url: string; issuer: string | undefined } {
  const file = join(import.meta.dirname, '../catalog/servers.json')
  const entries: { name: string; remotes: { url: string }[]; _meta: Record<string, Published> }[] = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  const entry = entries.find((one) => one.name === entryName)
  if (!entry?.remotes[0]) throw new Error(`The catalog has no address of ${entryName}.`)
  const published = entry._meta['io.modelcontextprotocol.registry/publisher-provided']
  return { url: entry.remotes[0].url, issuer: published?.auth?.oauth?.issuer }
}

type Published = { auth?: { oauth?: { issuer?: string } } }
