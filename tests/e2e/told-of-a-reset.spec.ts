import type { Page } from '@playwright/test'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildAccount } from '#tests/support/factories/accounts.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { buildProject } from '#tests/support/factories/projects.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'

const notice = (page: Page) => page.getByText('Your password was set anew by a link')

/** Each time another: nobody else may choose it. */
const newPassword = () => plantSecret(`rain on a roof ${crypto.randomUUID()}`)

test('whose password was set by a link is told in each browser, and their keys wait for them', async ({
  page,
  run,
  signedInAs,
  otherBrowser,
  agentAt,
  allowConsole,
  expectAccessible,
}) => {
  const admin = await signedInAs('admin')
  const member = await buildAccount({ organizationId: run.organizationId })
  const { personId, email, name } = member.actor
  const { project } = await buildProject({ owner: member })
  const { text: own } = await buildKey(project, { personId })
  const { text: byAdmin } = await buildKey(project, { personId, createdById: admin.actor.personId, name: 'A helper' })
  const [ben, elsewhere] = [await otherBrowser(), await otherBrowser()]

  const reset = async (password: string) => {
    await page.goto(`/settings/people?q=${encodeURIComponent(email)}`)
    await page.getByRole('row').filter({ hasText: email }).getByRole('button', { name: 'Reset' }).click()
    await page.getByRole('button', { name: 'Make link' }).click()
    const shown = page.getByRole('region', { name: `Link for ${email}` }).getByRole('code')
    const url = (await shown.textContent()) ?? ''
    plantSecret(url.split('/').at(-1) ?? '')
    await ben.goto(url)
    await ben.getByLabel('New password').fill(password)
    await expectAccessible(ben)
    await ben.getByRole('button', { name: 'Set password and sign in' }).click()
    await expect(notice(ben)).toBeVisible()
  }
  const signIn = async (browser: Page, password: string) => {
    await browser.goto('/sign-in')
    await browser.getByLabel('E-mail address').fill(email)
    await browser.getByLabel('Password').fill(password)
    await browser.getByRole('button', { name: 'Sign in' }).click()
  }

  const first = newPassword()
  await test.step('they are told who made the link, and what waits for them', async () => {
    await reset(first)
    await expect(ben.getByText(`The link was made by ${admin.actor.email}`)).toBeVisible()
    await expect(ben.getByText('1 key that others made for you waits for your consent again')).toBeVisible()
    await expectAccessible(ben)
    expect(await (await agentAt(`/mcp/${project.slug}`, own)).listToolNames()).toEqual([])
    await expect(agentAt(`/mcp/${project.slug}`, byAdmin)).rejects.toThrow(/has allowed it/)
  })

  await test.step('on every page, until they say that they know', async () => {
    await ben.goto('/projects')
    await expect(notice(ben)).toBeVisible()
    await ben.getByRole('button', { name: 'I know' }).click()
    await expect(notice(ben)).toBeHidden()
    await ben.goto('/me')
    await expect(ben.getByRole('heading', { name: 'My connections' })).toBeVisible()
    await expect(notice(ben)).toBeHidden()
  })

  await test.step('the key works again once they have allowed it', async () => {
    await ben.getByRole('listitem').filter({ hasText: 'A helper' }).getByRole('button', { name: 'Allow' }).click()
    await expect(ben.getByRole('list', { name: 'Keys that act for you' })).toContainText('A helper')
    expect(await (await agentAt(`/mcp/${project.slug}`, byAdmin)).listToolNames()).toEqual([])
  })

  await test.step('not again in this browser after signing out and in, but in another', async () => {
    const onPhones = ben.getByRole('button', { name, exact: true })
    if (await onPhones.isVisible()) await onPhones.click()
    await ben.getByRole('button', { name: 'Sign out' }).filter({ visible: true }).click()
    await expect(ben).toHaveURL(/\/sign-in/)
    await signIn(ben, first)
    await expect(ben.getByRole('heading', { name: 'Projects' })).toBeVisible()
    await expect(notice(ben)).toBeHidden()
    await signIn(elsewhere, first)
    await expect(notice(elsewhere)).toBeVisible()
    await elsewhere.getByRole('button', { name: 'I know' }).click()
    await expect(notice(elsewhere)).toBeHidden()
  })

  await test.step('a second one ends the sessions elsewhere, and is told again', async () => {
    const second = newPassword()
    await reset(second)
    await elsewhere.goto('/projects')
    await expect(elsewhere).toHaveURL(/\/sign-in/)
    allowConsole(/401/)
    await signIn(elsewhere, first)
    await expect(elsewhere.getByText('do not go together')).toBeVisible()
    await signIn(elsewhere, second)
    await expect(notice(elsewhere)).toBeVisible()
  })
})
