import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomProject } from '#tests/support/app/intercom-project.ts'

test('of two tabs none silently wins, and what was typed is not lost by leaving', async ({
  page,
  run,
  signedInAs,
  expectAccessible,
}) => {
  const owner = await signedInAs('member')
  const { project } = await buildIntercomProject(run, owner)
  const settings = `/projects/${project.slug}/settings`
  const other = await page.context().newPage()
  const name = (tab: typeof page) => tab.getByRole('textbox', { name: 'Name' })
  const save = (tab: typeof page) => tab.getByRole('button', { name: 'Save' }).click()
  for (const tab of [page, other]) await tab.goto(settings)

  await test.step('the second to save is told both values, and decides', async () => {
    await name(other).fill('Theirs')
    await save(other)
    await expect(other.getByRole('heading', { name: 'Theirs' })).toBeVisible()
    await name(page).fill('Mine')
    await save(page)
    await expect(page.getByText(/Somebody changed this meanwhile to “Theirs”, you to “Mine”/)).toBeVisible()
    await expect(name(page)).toHaveValue('Mine')
    await expectAccessible()
    await save(page)
    await expect(page.getByRole('heading', { name: 'Mine' })).toBeVisible()
  })

  await test.step('a link asks before it leaves text that is not saved', async () => {
    const asked: string[] = []
    let answer = false
    page.on('dialog', async (dialog) => {
      asked.push(dialog.message())
      await (answer ? dialog.accept() : dialog.dismiss())
    })
    const away = page.getByRole('link', { name: 'My connections' }).first()
    await name(page).fill('Half a thought')
    await away.click()
    await expect.poll(() => asked.length).toBe(1)
    await expect(page).toHaveURL(new RegExp(`${settings}$`))
    await expect(name(page)).toHaveValue('Half a thought')
    answer = true
    await away.click()
    await expect(page).toHaveURL(/\/me$/)
    expect(asked).toEqual(Array(2).fill(expect.stringContaining('not saved')))
  })

  await test.step('who goes back finds what they typed', async () => {
    await page.goto(`/projects/${project.slug}/connections`)
    await page.getByRole('link', { name: 'Project settings' }).click()
    await name(page).fill('On second thought')
    await page.goBack()
    await expect(page).toHaveURL(/connections$/)
    await page.getByRole('link', { name: 'Project settings' }).click()
    await expect(page.getByText('What you had typed is back')).toBeVisible()
    await expect(name(page)).toHaveValue('On second thought')
  })

  await test.step('a dialog asks before it closes over text, and not once it is sent', async () => {
    await page.goto(`/projects/${project.slug}/agents`)
    await page.getByRole('button', { name: 'New key' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('laptop')
    page.removeAllListeners('dialog')
    page.once('dialog', (question) => question.dismiss())
    await page.keyboard.press('Escape')
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('laptop')
    await dialog.getByRole('button', { name: 'Make key' }).click()
    await expect(dialog.getByText('Copy this key')).toBeVisible()
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(dialog).toBeHidden()
  })
})
