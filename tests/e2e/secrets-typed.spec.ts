import type { Page } from '@playwright/test'
import { database } from '#lib/db/database.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomProject } from '#tests/support/app/intercom-project.ts'
import { goodPassword } from '#tests/support/factories/accounts.ts'
import { buildServer } from '#tests/support/factories/projects.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'

/** Everything a page leaves where a later one, a script or a saved copy would find it. */
async function tracesOn(page: Page): Promise<string> {
  const databases = await page.evaluate(() => indexedDB.databases())
  const cached = await page.evaluate(() => caches.keys())
  expect([databases, cached]).toEqual([[], []])
  return page.evaluate(() => {
    const kept = {
      session: { ...sessionStorage },
      local: { ...localStorage },
      history: history.state,
      name: window.name,
    }
    const { cookie, documentElement } = document
    return [JSON.stringify(kept), cookie, location.href, documentElement.outerHTML].join('\n')
  })
}

test('what is typed into a secret field is kept in that field alone, other text is kept for who comes back', async ({
  page,
  run,
  signedInAs,
}) => {
  const owner = await signedInAs('member')
  const { project, serverId } = await buildIntercomProject(run, owner)
  const field = { name: 'workspace', label: 'Workspace', help: '', placeholder: '', isRequired: true, isSecret: false }
  const input = { name: 'X-Workspace', nameKey: 'x-workspace', template: '{workspace}', fields: [field] }
  await database().serverInput.create({ data: { serverId, position: 1, ...input } })
  const [token, password, typed] = [
    plantSecret(`wrong-${crypto.randomUUID()}`),
    plantSecret(`rain ${crypto.randomUUID()}`),
    `acme-${project.slug}`,
  ]
  const fillIn = async () => {
    await page.getByLabel('Workspace').fill(typed)
    await page.getByLabel('Access token').fill(token)
  }
  const expectNoSecret = async () => {
    const traces = await tracesOn(page)
    for (const secret of [token, password, goodPassword]) expect(traces).not.toContain(secret)
    return traces
  }
  const openDialog = async () => {
    await page.goto('/projects')
    await page.getByRole('link', { name: 'My connections' }).filter({ visible: true }).click()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
  }

  await test.step('while it is typed, hidden or shown', async () => {
    await openDialog()
    await fillIn()
    await expectNoSecret()
    await page.getByRole('button', { name: 'Show what is entered' }).click()
    await page.getByLabel('Access token').fill(token)
    await expectNoSecret()
  })

  await test.step('after going back, and when it is opened again', async () => {
    await page.goBack()
    await expect(page).toHaveURL(/\/projects$/)
    expect(await expectNoSecret()).toContain(typed)
    await page.getByRole('link', { name: 'My connections' }).filter({ visible: true }).click()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(page.getByLabel('Workspace')).toHaveValue(typed)
    await expect(page.getByLabel('Access token')).toHaveValue('')
    await expectNoSecret()
  })

  await test.step('after it was refused', async () => {
    await fillIn()
    await page.getByRole('button', { name: 'Connect Intercom' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'Nothing was stored' })).toBeVisible()
    await expect(page.getByLabel('Access token')).toHaveValue(token)
    await expectNoSecret()
  })

  await test.step('passwords neither', async () => {
    await page.goto('/projects')
    await page.getByRole('link', { name: 'Settings' }).filter({ visible: true }).click()
    await page.getByLabel('Present password').fill(goodPassword)
    await page.getByLabel('New password').fill(password)
    for (const _field of ['present', 'new']) await page.getByRole('button', { name: 'Show what' }).first().click()
    await expectNoSecret()
    await page.goBack()
    await expect(page).toHaveURL(/\/projects$/)
    await expectNoSecret()
    await page.goForward()
    await expect(page.getByLabel('Present password')).toHaveValue('')
    await expect(page.getByLabel('New password')).toHaveValue('')
  })

  await test.step('after the session has ended, and typing goes on', async () => {
    await page.goto(`/connect/${project.slug}/intercom`)
    await fillIn()
    await database().session.deleteMany({ where: { personId: owner.actor.personId } })
    await page.getByRole('button', { name: 'Connect Intercom' }).click()
    await expect(page.getByText('Your session has ended')).toBeVisible()
    await page.getByLabel('Access token').fill(token)
    await page.getByLabel('Workspace').fill(`${typed}-2`)
    expect(await expectNoSecret()).toContain(`${typed}-2`)
    await page.getByRole('link', { name: 'Sign in again' }).click()
    await expect(page.getByLabel('Password')).toBeVisible()
    expect(await expectNoSecret()).toContain(`${typed}-2`)
  })
})

test('an OAuth client secret is kept in its field alone, refused or not', async ({
  page,
  signedInAs,
  allowConsole,
}) => {
  allowConsole(/status of 4\d\d/)
  const { actor } = await signedInAs('admin')
  const { id: serverId } = await buildServer({ organizationId: actor.organizationId, url: 'http://127.0.0.1:9/mcp' })
  const [clientId, secret] = [`client-${crypto.randomUUID()}`, plantSecret(`secret-${crypto.randomUUID()}`)]
  const open = async () => {
    await page.goto(`/servers/${serverId}`)
    await page.getByRole('button', { name: 'Set up', exact: true }).click()
  }
  await open()
  await page.getByLabel('Client ID').fill(clientId)
  await page.getByLabel('Client secret').fill(secret)
  await page.getByRole('dialog').getByRole('button', { name: 'Set up' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
  await expect(page.getByLabel('Client secret')).toHaveValue(secret)
  expect(await tracesOn(page)).not.toContain(secret)
  await page.reload()
  await open()
  await expect(page.getByLabel('Client secret')).toHaveValue('')
  expect(await tracesOn(page)).not.toContain(secret)
})

test('of what is pasted to import a server only what it is called, where it is and what it asks for are kept', async ({
  page,
  signedInAs,
  allowConsole,
  expectAccessible,
}) => {
  allowConsole(/status of 4\d\d/)
  await signedInAs('admin')
  const secret = plantSecret(`pasted-${crypto.randomUUID()}`)
  const server = { url: 'https://mcp.desk.example/mcp', headers: { Authorization: `Bearer ${secret}` } }
  const paste = async (text: string) => {
    await page.goto('/servers/new')
    await page.getByRole('button', { name: 'Import' }).click()
    await page.getByLabel('server.json or mcp.json').fill(text)
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
  }
  await paste(`{"mcpServers": {"Desk": ${JSON.stringify(server)}`)
  await expect(page.getByText('This is not JSON').first()).toBeVisible()
  expect(await tracesOn(page)).not.toContain(secret)
  await expectAccessible()

  await paste(JSON.stringify({ mcpServers: { Desk: server } }))
  await expect(page.getByText('1 value in it was left out')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue(server.url)
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Desk')
  expect(await tracesOn(page)).not.toContain(secret)
  await expectAccessible()
  await page.getByRole('button', { name: 'Continue to Authorization' }).click()
  await expect(page.getByText('Bearer {token}').first()).toBeVisible()
  expect(await tracesOn(page)).not.toContain(secret)
})
