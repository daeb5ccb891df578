import fc from 'fast-check'
import { expect, test } from 'vitest'
import { connectServers } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { connectOfficial, officialClients } from '#tests/support/gateway/official-clients.ts'
import { anyPlan, startPlannedServer } from '#tests/support/mcp/planned-server.ts'
import { startScriptedServer } from '#tests/support/mcp/scripted-server.ts'
import { startWhoamiServer } from '#tests/support/mcp/whoami-server.ts'

const at = gatewayForThisFile()

const goodTools = { tools: [{ name: 'older', inputSchema: { type: 'object' } }] }
const said = { content: [{ type: 'text', text: 'older says' }] }
const withinMs = 20_000
const runs = 40

/** What nobody's oddities may take from others: their tools are there, and are callable. */
async function othersAreThere(kind: (typeof officialClients)[number], url: string, authorization: string) {
  const client = await connectOfficial(kind, url, authorization)
  try {
    const names = (await client.listTools()).tools.map(({ name }) => name)
    for (const tool of ['older__older', 'modern__whoami']) {
      if (!names.includes(tool)) throw new Error(`${tool} is not there: ${names}`)
      const answer = JSON.stringify(await client.callTool({ name: tool, arguments: {} }))
      if (!/older says|whoami for/.test(answer)) throw new Error(`${tool} answers ${answer}`)
    }
    // Whatever becomes of a call to the odd one, something does.
    const odd = names.find((name) => name.startsWith('odd__')) ?? 'odd__none'
    await client.callTool({ name: odd, arguments: {} }).catch(() => undefined)
  } finally {
    await client.close()
  }
}

async function setUp(odd: string) {
  const older = await startScriptedServer({ 'tools/list': () => goodTools, 'tools/call': () => said })
  const modern = await startWhoamiServer('modern')
  return connectServers(at.gateway, { older: older.origin, modern: modern.origin, odd })
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('It hangs.')), withinMs)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

test('whatever one server does, the tools of the others are there and callable, and nothing hangs', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(anyPlan, fc.constantFrom(...officialClients), async (plan, kind) => {
      const closers: (() => Promise<void>)[] = []
      const odd = await startPlannedServer(plan, (close) => closers.push(close))
      const { url, authorization } = await setUp(odd.origin)
      await inTime(othersAreThere(kind, url, authorization))
      for (const close of closers) await close()
    }),
    { numRuns: runs, endOnFailure: true },
  )
})

test('the property notices a tool that is missing, and one that does not answer', async () => {
  const { url, authorization } = await connectServers(at.gateway, { older: (await startWhoamiServer()).origin })
  await expect(othersAreThere('SDK v1', url, authorization)).rejects.toThrow('older__older is not there')
})
