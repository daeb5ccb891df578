import { expect, test } from 'vitest'
import { env } from '#lib/env.ts'
import { getOnboarding } from '#lib/servers/onboarding/get-onboarding.ts'
import { importServer } from '#lib/servers/onboarding/import-server.ts'
import { discardDraft } from '#lib/servers/onboarding/list-drafts.ts'
import { customKey } from '#lib/servers/schema.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { findInTables, spellingsOf } from '#tests/support/secrets/find-secrets.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const secret = newSecret()
const text = JSON.stringify({
  mcpServers: {
    'Help desk': { url: 'http://127.0.0.1:9/mcp', headers: { Authorization: `Bearer ${secret}` } },
    mail: { url: 'http://127.0.0.1:9/mail' },
    local: { command: 'npx', args: ['local'] },
  },
})

test('a server in a client’s settings begins an onboarding that asks for what stood there, and keeps no value', async () => {
  const admin = await signedIn({ role: 'admin' })
  expect(await importServer(admin, { secret: { text }, which: 'help desk' })).toEqual({ name: 'Help desk', dropped: 1 })
  const { connection, inputs, step } = await getOnboarding(admin, customKey)
  expect(connection).toMatchObject({ name: 'Help desk', slug: 'help-desk', url: 'http://127.0.0.1:9/mcp' })
  expect(inputs).toMatchObject([{ name: 'Authorization', template: 'Bearer {token}', isSecret: true }])
  expect(step).toBe('connection')
  expect(await findInTables(env().databaseUrl, spellingsOf([secret]))).toEqual([])
})

test('of several it asks which; one that cannot be used says why; nothing is begun', async () => {
  const admin = await signedIn({ role: 'admin' })
  const failing = (which?: string) => importServer(admin, { secret: { text }, which })
  await expect(failing()).rejects.toMatchObject({ details: { fields: { which: 'Say which: Help desk, mail.' } } })
  await expect(failing('other')).rejects.toMatchObject({ details: { fields: { which: expect.any(String) } } })
  await expect(failing('local')).rejects.toMatchObject({
    details: { fields: { 'secret.text': expect.stringContaining('runs on somebody') } },
  })
  expect((await getOnboarding(admin, customKey)).isResumed).toBe(false)
})

test('another one that was begun is not lost', async () => {
  const admin = await signedIn({ role: 'admin' })
  await importServer(admin, { secret: { text }, which: 'mail' })
  await expect(importServer(admin, { secret: { text }, which: 'help desk' })).rejects.toMatchObject({
    code: 'conflict',
  })
  expect((await getOnboarding(admin, customKey)).connection.name).toBe('mail')
  await discardDraft(admin, customKey)
  expect(await importServer(admin, { secret: { text }, which: 'help desk' })).toMatchObject({ name: 'Help desk' })
})

test('is for admins', async () => {
  const member = await signedIn({ role: 'member' })
  await expect(importServer(member, { secret: { text }, which: 'mail' })).rejects.toMatchObject({ code: 'forbidden' })
})
