import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomAgent } from '#tests/support/app/intercom-project.ts'
import { goodPassword } from '#tests/support/factories/accounts.ts'

const search = { query: 'object_type:contacts' }

test('a token that Intercom revoked is replaced through the address in the agent’s answer', async ({
  page,
  run,
  intercom,
  signedInAs,
  otherBrowser,
  agentAt,
  expectAccessible,
}) => {
  const owner = await signedInAs('member')
  const token = await intercom<string>('issueToken', 'acme')
  const { project, key } = await buildIntercomAgent(run, owner, token)
  const agent = await agentAt(`/mcp/${project.slug}`, key)
  expect((await agent.call('intercom__search', search)).isError).toBe(false)

  await intercom('revokeToken', token)
  const refused = await agent.call('intercom__search', search)
  expect(refused.isError).toBe(true)
  const [address = ''] = refused.text.match(/http\S+/) ?? []
  expect(address).toBe(`${run.url}/connect/${project.slug}/intercom`)

  await page.goto(`/projects/${project.slug}/people`)
  await expect(page.getByRole('row').filter({ hasText: owner.actor.email })).toContainText('rejected')
  await expectAccessible()
  await page.goto('/me')
  await expect(page.getByRole('list', { name: `Connections of ${project.name}` })).toContainText('rejected')
  await expectAccessible()

  await page.getByRole('button', { name: 'Try Intercom again with what is stored' }).click()
  await expect(page.getByText('does not take what is stored')).toBeVisible()

  const phone = await otherBrowser()
  await phone.goto(address)
  await expect(phone.getByRole('heading', { name: 'Sign in to connect' })).toBeVisible()
  await expectAccessible(phone)
  await phone.getByRole('link', { name: 'Sign in' }).click()
  await phone.getByLabel('E-mail address').fill(owner.actor.email)
  await phone.getByLabel('Password').fill(goodPassword)
  await phone.getByRole('button', { name: 'Sign in' }).click()
  await expect(phone).toHaveURL(address)
  await expect(phone.getByRole('heading', { name: 'Connect Intercom' })).toBeVisible()
  await expectAccessible(phone)

  await phone.getByLabel('Access token').fill(await intercom<string>('issueToken', 'acme'))
  await phone.getByRole('button', { name: 'Connect Intercom' }).click()
  await expect(phone.getByText('Nothing else is needed from you here')).toBeVisible()
  await expectAccessible(phone)
  expect((await agent.call('intercom__search', search)).isError).toBe(false)
})
