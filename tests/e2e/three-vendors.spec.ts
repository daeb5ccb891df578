import type { Page } from '@playwright/test'
import { startGmail } from '#sandbox/gmail/start-gmail.ts'
import { startSlack } from '#sandbox/slack/start-slack.ts'
import type { VendorServer } from '#sandbox/vendor/start-vendor.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomAgent } from '#tests/support/app/intercom-project.ts'
import { buildConnection, buildServer } from '#tests/support/factories/projects.ts'

/** An admin enters the client that the vendor has made for this Jetway. */
async function setUpSignIn(page: Page, serverId: string, { ownClient, issuer }: VendorServer) {
  await page.goto(`/servers/${serverId}`)
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  await page.getByLabel('Client ID').fill(ownClient.id)
  await page.getByLabel('Client secret').fill(ownClient.secret)
  await page.getByRole('dialog').getByRole('button', { name: 'Set up' }).click()
  await expect(page.getByText('entered by an admin')).toBeVisible()
  await expect(page.getByText(issuer, { exact: true })).toBeVisible()
}

/** What a person does at a vendor. `without`: a permission that they do not give. */
async function agreeAs(page: Page, { account, without }: { account: string; without?: string }) {
  await expect(page.getByText('This is a sandbox')).toBeVisible()
  await page.getByRole('combobox').selectOption(account)
  if (without) await page.getByLabel(without).uncheck()
  await page.getByRole('button', { name: 'Allow' }).click()
}

test('one agent works with Intercom, Slack and Gmail, whose people sign in as each vendor wants it', async ({
  page,
  run,
  signedInAs,
  agentAt,
  expectAccessible,
}) => {
  const [slack, gmail] = [await startSlack(), await startGmail()]
  const admin = await signedInAs('admin')
  const { organizationId } = admin.actor
  const { project, key } = await buildIntercomAgent(run, admin, run.intercom.tokens.acme)
  const servers = {
    slack: await buildServer({ organizationId, name: 'Slack', url: slack.url, headers: [] }),
    gmail: await buildServer({ organizationId, name: 'Gmail', url: gmail.url, headers: [] }),
  }
  const at = (connection: string) => `/connect/${project.slug}/${connection}`

  await test.step('an admin enters a client of their own for each', async () => {
    await setUpSignIn(page, servers.slack.id, slack)
    await setUpSignIn(page, servers.gmail.id, gmail)
    await expectAccessible()
  })
  for (const [slug, { id: serverId }] of Object.entries(servers)) await buildConnection({ project, serverId, slug })

  await test.step('whoever signs in to the wrong workspace sees it, and signs in to the right one', async () => {
    await page.goto(at('slack'))
    await page.getByRole('button', { name: 'Sign in to Slack' }).click()
    await agreeAs(page, { account: 'Globex Travel' })
    await expect(page.getByText('Signed in as Globex Travel.')).toBeVisible()
    await page.goto(at('slack'))
    await page.getByRole('button', { name: /Sign in/ }).click()
    await agreeAs(page, { account: 'Acme Analytics' })
    await expect(page.getByText('Signed in as Acme Analytics.')).toBeVisible()
  })

  const agent = await agentAt(`/mcp/${project.slug}`, key)
  const draft = { to: ['kim@borealis.test'], subject: 'Dashboards', body: 'From next month.' }
  const compose = 'https://www.googleapis.com/auth/gmail.compose'

  await test.step('a person leaves a permission out, and the agent is told which when it needs it', async () => {
    await page.goto(at('gmail'))
    await page.getByRole('button', { name: 'Sign in to Gmail' }).click()
    await agreeAs(page, { account: 'noah@acme.test', without: compose })
    await expect(page.getByText('Signed in as noah@acme.test.')).toBeVisible()
    const said = await agent.call('gmail__create_draft', draft)
    expect(said).toMatchObject({ isError: true, text: expect.stringContaining(compose) })
    const [address = ''] = /http\S+\/connect\/\S+/.exec(said.text) ?? []
    await page.goto(address.replace(/[.)]+$/, ''))
    await expectAccessible()
    await page.getByRole('button', { name: /Sign in/ }).click()
    await agreeAs(page, { account: 'noah@acme.test' })
    await expect(page.getByText('Signed in as noah@acme.test.')).toBeVisible()
    expect(await agent.call('gmail__create_draft', draft)).toMatchObject({ isError: false })
  })

  await test.step('the agent asks all three', async () => {
    const names = await agent.listToolNames()
    expect(names).toEqual(
      expect.arrayContaining(['intercom__search', 'slack__slack_search_public', 'gmail__search_threads']),
    )
    const inSlack = await agent.call('slack__slack_search_public', { query: 'dashboards' })
    const inGmail = await agent.call('gmail__search_threads', { query: 'dashboards' })
    const inIntercom = await agent.call('intercom__search', { query: 'object_type:conversations limit:1' })
    expect(inSlack.text).toContain('Borealis')
    expect(inGmail.text).toContain('kim@borealis.test')
    expect(inIntercom).toMatchObject({ isError: false })
    expect(slack.calls).toEqual([{ account: 'Acme Analytics', tool: 'slack_search_public' }])
  })

  await test.step('a token that ended is renewed unseen; when renewing ends too, the person signs in again', async () => {
    gmail.expireTokens()
    expect(await agent.call('gmail__list_labels')).toMatchObject({ isError: false })
    gmail.expireTokens()
    gmail.endGrants()
    const said = await agent.call('gmail__list_labels')
    expect(said).toMatchObject({ isError: true, text: expect.stringContaining(at('gmail')) })
    await page.goto(at('gmail'))
    await expectAccessible()
    await page.getByRole('button', { name: /Sign in/ }).click()
    await agreeAs(page, { account: 'noah@acme.test' })
    await expect(page.getByText('Signed in as noah@acme.test.')).toBeVisible()
    expect(await agent.call('gmail__list_labels')).toMatchObject({ isError: false })
  })

  await Promise.all([slack.close(), gmail.close()])
})
