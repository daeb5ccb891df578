import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { env, provideEnv } from '#lib/env.ts'
import { getServer } from '#lib/servers/get-server.ts'
import { checkDraft } from '#lib/servers/onboarding/check-draft.ts'
import { finishDraft } from '#lib/servers/onboarding/finish-draft.ts'
import { getOnboarding } from '#lib/servers/onboarding/get-onboarding.ts'
import { removeInputOfDraft, saveDraft } from '#lib/servers/onboarding/save-draft.ts'
import { signedIn } from '#tests/support/factories/context.ts'

const original = env()
const entryKey = 'com.acme~tickets'
const folders: string[] = []

afterEach(async () => {
  provideEnv(original, original)
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
})

/** An onboarding at its third step, of an entry that an operator has laid over the catalog. */
async function begin(headers: unknown[]) {
  const ctx = await offer({ headers })
  await saveDraft(ctx, { entryKey, step: 'connection', name: 'Tickets', slug: 'tickets' })
  return ctx
}

async function offer(remote: { headers?: unknown[]; url?: string }) {
  const folder = await mkdtemp(join(tmpdir(), 'jetway-headers-'))
  folders.push(folder)
  const entry = {
    name: 'com.acme/tickets',
    description: 'Tickets of our own.',
    version: '1.0.0',
    remotes: [{ type: 'streamable-http', url: 'https://mcp.acme.example/mcp', ...remote }],
  }
  const file = join(folder, 'own.json')
  await writeFile(file, JSON.stringify(entry))
  provideEnv(original, { ...original, JETWAY_CATALOG: file })
  return signedIn({ role: 'admin' })
}

const key = { name: 'X-Api-Key', isRequired: true, isSecret: true }

describe('confirming what a catalog entry declares', () => {
  test.each([
    ['a template with an open brace', { name: 'Authorization', value: 'Bearer {token' }, 'brace'],
    ['a line break in a template', { name: 'X-A', value: 'a\r\nX-B: c' }, 'printable ASCII'],
    ['a name that is not an admin’s to set', { name: 'Host', value: 'a.b' }, 'Host cannot be set'],
    ['a name with a line break', { name: 'X-A\r\nX-B', value: 'c' }, 'letters, digits and hyphens'],
    ['a header that is there twice', { ...key, name: 'x-api-key', value: 'fixed' }, 'twice'],
  ])('refuses %s, with the reason, and adds no server without it', async (_, header, reason) => {
    const ctx = await begin([key, header])
    await expect(saveDraft(ctx, { entryKey, step: 'authorization' })).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining(reason),
    })
    await expect(finishDraft(ctx, { entryKey })).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('goes on once the header is taken out, with the others', async () => {
    const ctx = await begin([key, { name: 'Host', value: 'a.b' }])
    await removeInputOfDraft(ctx, entryKey, 'header host')
    await saveDraft(ctx, { entryKey, step: 'authorization' })
    expect(await getOnboarding(ctx, entryKey)).toMatchObject({ step: 'review', inputs: [{ name: 'X-Api-Key' }] })
  })
})

test('an entry whose address is not filled in is shown with the reason, and cannot be begun', async () => {
  const ctx = await offer({ url: 'https://{tenant}.acme.example/mcp' })
  expect(await getOnboarding(ctx, entryKey)).toMatchObject({
    canAdd: false,
    entry: {
      whyNot: expect.stringContaining('needs a value of yours'),
      isByAddress: true,
      address: 'https://{tenant}.acme.example/mcp',
    },
  })
  for (const attempt of [
    () => saveDraft(ctx, { entryKey, step: 'connection', name: 'Tickets', slug: 'tickets' }),
    () => checkDraft(ctx, { entryKey }),
    () => finishDraft(ctx, { entryKey }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: expect.stringMatching('precondition_failed|conflict') })
})

test('a placeholder that nobody declared becomes a field that people fill in', async () => {
  const ctx = await begin([{ name: 'Authorization', value: 'Bearer \u0024{TICKETS_TOKEN}', isRequired: true }])
  await saveDraft(ctx, { entryKey, step: 'authorization' })
  const { id } = await finishDraft(ctx, { entryKey })
  expect(await getServer(ctx, id)).toMatchObject({
    inputs: [{ template: 'Bearer {tickets_token}', fields: [{ name: 'tickets_token', isSecret: true }] }],
  })
})
