import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { checkDraft } from '#lib/servers/onboarding/check-draft.ts'
import { finishDraft } from '#lib/servers/onboarding/finish-draft.ts'
import { getOnboarding } from '#lib/servers/onboarding/get-onboarding.ts'
import { discardDraft, listDrafts } from '#lib/servers/onboarding/list-drafts.ts'
import { onboardServer } from '#lib/servers/onboarding/onboard-server.ts'
import { keepDraft, removeInputOfDraft, saveDraft, saveInputOfDraft } from '#lib/servers/onboarding/save-draft.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { startScriptedServer } from '#tests/support/mcp/scripted-server.ts'
import { startV1Server } from '#tests/support/mcp/sdk-servers.ts'

const entryKey = 'com.intercom~mcp'
const us = { name: 'Intercom', slug: 'intercom', description: '', endpoint: 'us' }

async function admin() {
  return signedIn({ role: 'admin' })
}

async function begun() {
  const ctx = await admin()
  await saveDraft(ctx, { entryKey, step: 'connection', ...us })
  return ctx
}

describe('an onboarding', () => {
  test('begins with what the catalog suggests and keeps nothing', async () => {
    const ctx = await admin()
    const view = await getOnboarding(ctx, entryKey)
    expect(view).toMatchObject({
      step: 'overview',
      isResumed: false,
      canAdd: true,
      connection: { name: 'Intercom', slug: 'intercom', endpoint: 'us' },
      inputs: [{ name: 'Authorization', template: 'Bearer {access_token}' }],
      credentialMode: 'per_person',
    })
    expect(await listDrafts(ctx)).toEqual([])
  })

  test('suggests a slug that is free', async () => {
    const ctx = await admin()
    await database().server.create({
      data: { organizationId: ctx.actor.organizationId, name: 'I', slug: 'intercom', url: 'https://a.example' },
    })
    expect((await getOnboarding(ctx, entryKey)).connection.slug).toBe('intercom-2')
  })

  test('goes on where it was left, with everything that was chosen', async () => {
    const ctx = await admin()
    await saveDraft(ctx, { entryKey, step: 'connection', ...us, name: 'Intercom EU', endpoint: 'eu-2' })
    expect(await getOnboarding(ctx, entryKey)).toMatchObject({
      step: 'authorization',
      isResumed: true,
      connection: { name: 'Intercom EU', endpoint: 'eu-2' },
    })
    await saveDraft(ctx, { entryKey, step: 'authorization' })
    expect(await getOnboarding(ctx, entryKey)).toMatchObject({ step: 'review', connection: { name: 'Intercom EU' } })
    expect(await listDrafts(ctx)).toMatchObject([{ entryKey, title: 'Intercom EU', step: 'review' }])
  })

  test('going back and forward loses nothing', async () => {
    const ctx = await admin()
    await saveDraft(ctx, { entryKey, step: 'connection', ...us })
    await saveInputOfDraft(ctx, entryKey, { input: { name: 'X-Team', template: 'support' } })
    await saveDraft(ctx, { entryKey, step: 'authorization' })
    await saveDraft(ctx, { entryKey, step: 'connection', ...us, name: 'Other' })
    const view = await getOnboarding(ctx, entryKey)
    expect(view.step).toBe('review')
    expect(view.inputs.map(({ name }) => name)).toEqual(['Authorization', 'X-Team'])
  })

  test('keeps what is half typed, but does not take it for done', async () => {
    const ctx = await admin()
    await saveDraft(ctx, { entryKey, step: 'connection', ...us })
    await keepDraft(ctx, { entryKey, ...us, name: '', slug: 'Not a slug' })
    expect(await getOnboarding(ctx, entryKey)).toMatchObject({
      step: 'connection',
      connection: { name: '', slug: 'Not a slug' },
    })
  })

  test('of two tabs the last to save a step wins that step only', async () => {
    const ctx = await admin()
    await saveDraft(ctx, { entryKey, step: 'connection', ...us })
    await Promise.all([
      saveDraft(ctx, { entryKey, step: 'authorization', inputs: [{ name: 'X-Key', template: 'fixed' }] }),
      saveDraft(ctx, { entryKey, step: 'connection', ...us, name: 'Renamed' }),
      keepDraft(ctx, { entryKey, credentialMode: 'shared' }),
    ])
    expect(await getOnboarding(ctx, entryKey)).toMatchObject({
      connection: { name: 'Renamed' },
      inputs: [{ name: 'X-Key' }],
      credentialMode: 'shared',
    })
  })

  test('tells what is in the library already: of the entry, or by an address of this person’s own', async () => {
    const ctx = await admin()
    const colleague = await signedIn({ role: 'admin', organizationId: ctx.actor.organizationId })
    const { id } = await onboardServer(ctx, { entryKey, ...us })
    const own = await onboardServer(ctx, { name: 'Own', slug: 'own', url: 'https://own.example/mcp' })
    const member = await signedIn({ role: 'member', organizationId: ctx.actor.organizationId })
    for (const reader of [ctx, colleague, member])
      expect((await getOnboarding(reader, entryKey)).added).toMatchObject([{ id, name: 'Intercom' }])
    expect((await getOnboarding(ctx, 'custom')).added).toMatchObject([{ id: own.id }])
    expect((await getOnboarding(colleague, 'custom')).added).toEqual([])
    expect((await getOnboarding(await admin(), entryKey)).added).toEqual([])
  })

  test('is one person’s own', async () => {
    const ctx = await admin()
    await saveDraft(ctx, { entryKey, step: 'connection', ...us, name: 'Mine' })
    const colleague = await signedIn({ role: 'admin', organizationId: ctx.actor.organizationId })
    expect(await getOnboarding(colleague, entryKey)).toMatchObject({
      isResumed: false,
      connection: { name: 'Intercom' },
    })
  })

  test('can be discarded, by whoever began it', async () => {
    const ctx = await begun()
    const colleague = await signedIn({ role: 'admin', organizationId: ctx.actor.organizationId })
    await discardDraft(colleague, entryKey)
    expect((await getOnboarding(ctx, entryKey)).isResumed).toBe(true)
    await discardDraft(ctx, entryKey)
    expect((await getOnboarding(ctx, entryKey)).isResumed).toBe(false)
  })

  test('shows a member what the server is and lets them do nothing', async () => {
    const ctx = await signedIn({ role: 'member' })
    expect(await getOnboarding(ctx, entryKey)).toMatchObject({ canAdd: false, title: 'Intercom' })
    for (const attempt of [
      saveDraft(ctx, { entryKey, step: 'connection', ...us }),
      keepDraft(ctx, { entryKey }),
      saveInputOfDraft(ctx, entryKey, { input: { name: 'X', template: 'y' } }),
      removeInputOfDraft(ctx, entryKey, 'header x'),
      checkDraft(ctx, { entryKey }),
      finishDraft(ctx, { entryKey }),
      discardDraft(ctx, entryKey),
      listDrafts(ctx),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'forbidden' })
    }
    await expect(getOnboarding(stranger(), entryKey)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('shows an entry that cannot be added and refuses to begin it', async () => {
    const ctx = await admin()
    const plaid = 'com.plaid~dashboard-mcp'
    expect(await getOnboarding(ctx, plaid)).toMatchObject({
      canAdd: false,
      entry: { whyNot: expect.stringContaining('SSE') },
    })
    const connection = { ...us, endpoint: undefined }
    await expect(saveDraft(ctx, { entryKey: plaid, step: 'connection', ...connection })).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    await expect(keepDraft(ctx, { entryKey: plaid })).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('says at the slug’s field that it is taken, before the last step', async () => {
    const ctx = await admin()
    await database().server.create({
      data: { organizationId: ctx.actor.organizationId, name: 'I', slug: 'intercom', url: 'https://a.example' },
    })
    await expect(saveDraft(ctx, { entryKey, step: 'connection', ...us })).rejects.toMatchObject({
      details: { fields: { slug: expect.any(String) } },
    })
  })
})

describe('headers of a draft', () => {
  test('can be edited, added and removed by name', async () => {
    const ctx = await begun()
    const fields = [{ name: 'key', label: 'Key' }]
    await saveInputOfDraft(ctx, entryKey, {
      original: 'header authorization',
      input: { name: 'X-Api-Key', template: '{key}', fields },
    })
    await saveInputOfDraft(ctx, entryKey, { input: { name: 'X-Team', template: 'support' } })
    expect((await getOnboarding(ctx, entryKey)).inputs.map(({ name }) => name)).toEqual(['X-Api-Key', 'X-Team'])
    await removeInputOfDraft(ctx, entryKey, 'header x-api-key')
    expect((await getOnboarding(ctx, entryKey)).inputs.map(({ name }) => name)).toEqual(['X-Team'])
  })

  test('cannot be there twice, but share a field', async () => {
    const ctx = await begun()
    const again = { name: 'AUTHORIZATION', template: 'x' }
    await expect(saveInputOfDraft(ctx, entryKey, { input: again })).rejects.toMatchObject({
      details: { fields: { 'input.name': expect.stringContaining('there already') } },
    })
    const fields = [{ name: 'access_token', label: 'Token' }]
    const sharing = { name: 'X-Key', template: '{access_token}', fields }
    await saveInputOfDraft(ctx, entryKey, { input: sharing })
    const { inputs: headers } = await getOnboarding(ctx, entryKey)
    expect(headers.map((one) => one.fields[0]?.label)).toEqual(['Intercom access token', 'Intercom access token'])
  })
})

const custom = 'custom'

async function customDraft(ctx: Awaited<ReturnType<typeof admin>>, url: string) {
  await saveDraft(ctx, { entryKey: custom, step: 'connection', name: 'Own', slug: 'own', url })
  await saveDraft(ctx, { entryKey: custom, step: 'authorization', inputs: [] })
}

describe('checkDraft', () => {
  test('finds version and tools of a server without sign-in, and the library has them at once', async () => {
    const ctx = await admin()
    const { origin } = await startV1Server()
    const view = await checkDraft(ctx, { entryKey: custom, url: `${origin}/mcp` })
    expect(view).toMatchObject({ reach: 'reachable', toolNames: ['echo'], era: 'legacy' })
    expect(view.lines.map(({ id, state }) => [id, state])).toEqual([
      ['address', 'ok'],
      ['tls', 'skipped'],
      ['sign_in', 'ok'],
      ['mcp', 'ok'],
    ])

    await customDraft(ctx, `${origin}/mcp`)
    const { id } = await finishDraft(ctx, { entryKey: custom })
    const server = await database().server.findUniqueOrThrow({ where: { id }, include: { tools: true } })
    expect(server).toMatchObject({
      reach: 'reachable',
      mcpVersion: view.mcpVersion,
      checkedAt: new Date(view.checkedAt),
    })
    expect(server.tools.map(({ name }) => name)).toEqual(['echo'])
  })

  test('forgets a check when another address is chosen', async () => {
    const ctx = await admin()
    const { origin } = await startV1Server()
    await checkDraft(ctx, { entryKey: custom, url: `${origin}/mcp` })
    await customDraft(ctx, 'https://other.example/mcp')
    const { id } = await finishDraft(ctx, { entryKey: custom })
    expect(await database().server.findUniqueOrThrow({ where: { id } })).toMatchObject({
      reach: 'unknown',
      checkedAt: null,
    })
  })

  test('lets a server that nobody reaches be added, not verified', async () => {
    const ctx = await admin()
    const url = 'http://127.0.0.1:9/mcp'
    expect(await checkDraft(ctx, { entryKey: custom, url })).toMatchObject({ reach: 'unreachable' })
    await customDraft(ctx, url)
    const { id } = await finishDraft(ctx, { entryKey: custom })
    expect(await database().server.findUniqueOrThrow({ where: { id } })).toMatchObject({
      reach: 'unreachable',
      reachReason: expect.stringMatching(/\.$/),
    })
  })

  test('refuses a server that speaks only SSE, with the reason', async () => {
    const ctx = await admin()
    const { origin } = await listen((req, res) => {
      if (req.method !== 'GET') return void res.writeHead(405).end()
      res.writeHead(200, { 'content-type': 'text/event-stream' }).end('event: endpoint\ndata: /messages?id=1\n\n')
    })
    expect(await checkDraft(ctx, { entryKey: custom, url: `${origin}/sse` })).toMatchObject({ transport: 'sse-only' })
    await expect(customDraft(ctx, `${origin}/sse`)).rejects.toMatchObject({
      details: { fields: { url: expect.stringContaining('SSE') } },
    })
  })

  test('refuses what is not MCP, until a check says otherwise', async () => {
    const ctx = await admin()
    let isMended = false
    const { origin } = await listen((_req, res, body) => {
      if (!isMended) return void res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Shop</h1>')
      const message = JSON.parse(body || '{}')
      if (message.id === undefined) return void res.writeHead(202).end()
      if (message.method === 'server/discover') {
        return sendJson(res, 200, { jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'No' } })
      }
      const opened = { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'x', version: '1' } }
      sendJson(res, 200, {
        jsonrpc: '2.0',
        id: message.id,
        result: message.method === 'initialize' ? opened : { tools: [] },
      })
    })
    const url = `${origin}/mcp`
    expect(await checkDraft(ctx, { entryKey: custom, url })).toMatchObject({ reach: 'not_mcp' })
    await expect(customDraft(ctx, url)).rejects.toMatchObject({ code: 'invalid' })
    isMended = true
    expect(await checkDraft(ctx, { entryKey: custom, url })).toMatchObject({ reach: 'reachable' })
    await expect(customDraft(ctx, url)).resolves.toBeUndefined()
  })

  test('does not contact an address the guard refuses', async () => {
    const ctx = await admin()
    await expect(checkDraft(ctx, { entryKey: custom, url: 'https://192.168.0.1/mcp' })).rejects.toMatchObject({
      details: { fields: { url: /public internet/ } },
    })
  })

  test('keeps tools with characters that the database has no place for', async () => {
    const ctx = await admin()
    const odd = { name: 'odd\0', description: 'a\0b\ud800', inputSchema: { type: 'object', 'k\0': ['v\0'] } }
    const { origin } = await startScriptedServer({ 'tools/list': () => ({ tools: [odd, { ...odd, name: 'odd' }] }) })
    await checkDraft(ctx, { entryKey: custom, url: `${origin}/mcp` })
    await customDraft(ctx, `${origin}/mcp`)
    const { id } = await finishDraft(ctx, { entryKey: custom })
    const tools = await database().serverTool.findMany({ where: { serverId: id } })
    expect(tools).toMatchObject([{ name: 'odd', description: expect.not.stringContaining('\0') }])
  })
})

describe('finishDraft', () => {
  test('takes the server in as chosen, forgets the draft and leaves an audit record', async () => {
    const ctx = await admin()
    await saveDraft(ctx, { entryKey, step: 'connection', ...us })
    await saveDraft(ctx, { entryKey, step: 'authorization' })
    const { id } = await finishDraft(ctx, { entryKey, credentialMode: 'shared' })
    expect(await database().server.findUniqueOrThrow({ where: { id }, include: { inputs: true } })).toMatchObject({
      entryName: 'com.intercom/mcp',
      url: 'https://mcp.intercom.com/mcp',
      credentialMode: 'shared',
      inputs: [{ name: 'Authorization', template: 'Bearer {access_token}' }],
    })
    expect((await getOnboarding(ctx, entryKey)).isResumed).toBe(false)
    expect(await database().auditRecord.count({ where: { targetId: id, action: 'server.onboard' } })).toBe(1)
  })

  test('makes one server of two submits at the same moment', async () => {
    const ctx = await admin()
    await saveDraft(ctx, { entryKey, step: 'connection', ...us })
    await saveDraft(ctx, { entryKey, step: 'authorization' })
    const outcomes = await Promise.allSettled([finishDraft(ctx, { entryKey }), finishDraft(ctx, { entryKey })])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' })
    expect(await database().server.count({ where: { organizationId: ctx.actor.organizationId } })).toBe(1)
  })

  test('names the step that is missing', async () => {
    const ctx = await admin()
    await keepDraft(ctx, { entryKey, ...us })
    await expect(finishDraft(ctx, { entryKey })).rejects.toThrow('The step Connection is not finished')
    await saveDraft(ctx, { entryKey, step: 'connection', ...us })
    await expect(finishDraft(ctx, { entryKey })).rejects.toThrow('The step Authorization is not finished')
  })

  test('keeps the draft when the slug has been taken meanwhile', async () => {
    const ctx = await admin()
    await saveDraft(ctx, { entryKey, step: 'connection', ...us })
    await saveDraft(ctx, { entryKey, step: 'authorization' })
    await database().server.create({
      data: { organizationId: ctx.actor.organizationId, name: 'I', slug: 'intercom', url: 'https://a.example' },
    })
    await expect(finishDraft(ctx, { entryKey })).rejects.toMatchObject({ code: 'conflict' })
    expect(await getOnboarding(ctx, entryKey)).toMatchObject({ isResumed: true, step: 'review' })
  })
})
