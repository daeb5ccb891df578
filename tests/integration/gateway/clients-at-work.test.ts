import { describe, expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { connectMcporter, connectMcpRemote } from '#tests/support/gateway/client-processes.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { type At, connectAiSdk, connectV1, connectV2, type RealClient } from '#tests/support/gateway/real-clients.ts'
import { fingerprint } from '#tests/support/mcp/whoami-server.ts'
import { startLegacyWorker, startModernWorker, workingTools } from '#tests/support/mcp/working-servers.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

const families = ['legacy', 'modern'] as const
type Family = (typeof families)[number]
type Skill = 'hears progress' | 'cancels' | 'can be asked'
/** `speaks`: to the project. `findsOut`: what a server alone speaks, too. */
type Kind = { speaks: Family; connect: (at: At) => Promise<RealClient>; findsOut?: true; lacks?: Skill[] }

const pin = { versionNegotiation: { mode: { pin: '2026-07-28' } } }
const auto = { versionNegotiation: { mode: 'auto' as const } }

const kinds: Record<string, Kind> = {
  'SDK v1': { speaks: 'legacy', connect: connectV1 },
  'SDK v2 of 2025-11-25': {
    speaks: 'legacy',
    connect: (at) => connectV2(at, { supportedProtocolVersions: ['2025-11-25'] }),
  },
  'SDK v2 of 2025-03-26': {
    speaks: 'legacy',
    connect: (at) => connectV2(at, { supportedProtocolVersions: ['2025-03-26'] }),
  },
  'SDK v2 that finds out': { speaks: 'modern', connect: (at) => connectV2(at, auto), findsOut: true },
  'SDK v2 pinned to 2026-07-28': { speaks: 'modern', connect: (at) => connectV2(at, pin) },
  'mcp-remote': { speaks: 'legacy', connect: connectMcpRemote },
  // It posts `notifications/cancelled` and keeps the stream open, by whose end the modern family cancels.
  'mcp-remote that finds out': {
    speaks: 'modern',
    connect: (at) => connectMcpRemote(at, '--protocol', 'auto'),
    findsOut: true,
    lacks: ['cancels'],
  },
  // It has nobody to tell how far a call is.
  'AI SDK': { speaks: 'modern', connect: connectAiSdk, findsOut: true, lacks: ['hears progress'] },
  // It cancels by leaving, which is no cancelling in the legacy family.
  'AI SDK that opens first': {
    speaks: 'legacy',
    connect: (at) => connectAiSdk(at, false),
    lacks: ['hears progress', 'cancels'],
  },
  // A command line that says what came of a call, and nothing before.
  mcporter: { speaks: 'legacy', connect: connectMcporter, lacks: ['hears progress', 'cancels', 'can be asked'] },
}

/** A project with a server of each family, and an agent with a value for those named. */
async function setUp(given: readonly Family[] = families) {
  const { project } = await buildProject()
  const servers = { legacy: await startLegacyWorker(), modern: await startModernWorker() }
  const connections = {
    legacy: await buildConnection({ project, url: `${servers.legacy.origin}/mcp`, slug: 'legacy' }),
    modern: await buildConnection({ project, url: `${servers.modern.origin}/mcp`, slug: 'modern' }),
  }
  const url = `${at.gateway.url}/mcp/${project.slug}`
  const addAgent = async () => {
    const token = newSecret()
    const values = given.map((family): [typeof connections.legacy, string] => [connections[family], token])
    return { url, authorization: (await buildAgent(project, values)).authorization, seenAs: fingerprint(token) }
  }
  return { servers, addAgent, ...(await addAgent()) }
}

const namesOf = async (client: RealClient) => (await client.listTools()).tools.map(({ name }) => name).sort()
const toolsOf = (family: Family) => workingTools.map((name) => `${family}__${name}`)
const says = (text: string) => ({ content: [{ type: 'text', text }] })

describe.each(Object.entries(kinds))('%s', (_name, { speaks, connect, findsOut, lacks = [] }) => {
  test('lists the tools of both families, and calls them as its own person', async () => {
    const { addAgent, ...ada } = await setUp()
    for (const person of [ada, await addAgent()]) {
      const client = await connect(person)
      expect(await namesOf(client)).toEqual(families.flatMap(toolsOf))
      for (const family of families)
        expect(await client.call(`${family}__whoami`)).toMatchObject(says(`${family} serves ${person.seenAs}`))
    }
  })

  test.each(findsOut ? families : [speaks])('works with one server alone: %s', async (family) => {
    const { url, authorization, seenAs } = await setUp()
    const client = await connect({ url: `${url}/${family}`, authorization })
    expect(await namesOf(client)).toEqual(workingTools)
    expect(await client.call('whoami')).toMatchObject(says(`${family} serves ${seenAs}`))
    expect(await client.call('fail')).toMatchObject({ isError: true, ...says(`${family} cannot do that`) })
    await expect(client.call('nothing')).rejects.toThrow(`${family} has no tool nothing`)
  })

  test('is told what went wrong', async () => {
    const client = await connect(await setUp())
    for (const family of families) {
      expect(await client.call(`${family}__fail`)).toMatchObject({ isError: true, ...says(`${family} cannot do that`) })
      await expect(client.call(`${family}__nothing`)).rejects.toThrow(`${family} has no tool nothing`)
    }
    await expect(client.call('nothing')).rejects.toThrow('Unknown tool')
  })

  test.each([
    ['legacy', 'modern'],
    ['modern', 'legacy'],
  ] as const)('works with the %s server while nothing was given for the %s one', async (given, missing) => {
    const { seenAs, ...place } = await setUp([given])
    const client = await connect(place)
    expect(await namesOf(client)).toEqual(['jetway__status', ...toolsOf(given)])
    expect(await client.call(`${given}__whoami`)).toMatchObject(says(`${given} serves ${seenAs}`))
    expect(JSON.stringify(await client.call('jetway__status'))).toContain(`/${missing}`)
    expect(JSON.stringify(await client.call(`${missing}__whoami`))).toContain('/connect/')
  })

  test.skipIf(lacks.includes('hears progress'))('hears how far a call is before it is answered', async () => {
    const { servers, ...place } = await setUp()
    const client = await connect(place)
    for (const family of families) {
      const heard: number[] = []
      const onprogress = ({ progress }: { progress: number }) => {
        heard.push(progress)
        if (progress === 2) servers[family].finish()
      }
      expect(await client.call(`${family}__steps`, { onprogress })).toMatchObject(says(`${family} is done`))
      expect(heard).toEqual([1, 2])
    }
  })

  test.skipIf(lacks.includes('cancels'))('cancels a call, of which the server hears, and goes on', async () => {
    const { servers, seenAs, ...place } = await setUp()
    const client = await connect(place)
    for (const family of families) {
      const asking = new AbortController()
      const call = client.call(`${family}__hold`, { signal: asking.signal })
      await servers[family].held
      asking.abort('never mind')
      await expect(call).rejects.toThrow()
      await servers[family].cancelled
      expect(await client.call(`${family}__whoami`)).toMatchObject(says(`${family} serves ${seenAs}`))
    }
  })

  test.skipIf(lacks.includes('can be asked'))(
    'answers a server of its family, and reads why others cannot ask',
    async () => {
      const client = await connect(await setUp())
      const said = (call: Promise<unknown>) => call.then(JSON.stringify, String)
      const unheard = { legacy: 'only newer clients can be asked for', modern: 'cannot be asked for that' }
      for (const family of families)
        expect(await said(client.call(`${family}__ask`))).toContain(family === speaks ? 'yes' : unheard[speaks])
    },
  )
})

test('a client pinned to one version is told that a server alone does not speak it', async () => {
  const { url, authorization } = await setUp()
  await expect(connectV2({ url: `${url}/legacy`, authorization }, pin)).rejects.toThrow('2026-07-28')
})
