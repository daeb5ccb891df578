import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { logFolder } from '#tests/support/app/global-setup.ts'
import { startApp } from '#tests/support/app/start-app.ts'

test('a Jetway that was killed starts again with everything it had stored', async ({
  page,
  emptyApp,
  allowConsole,
}) => {
  await page.goto(emptyApp.setUpUrl ?? '')
  await page.getByLabel('Organisation').fill('Northwind')
  await page.getByLabel('Your name').fill('Mia Stone')
  await page.getByLabel('Your e-mail address').fill('mia@northwind.test')
  await page.getByLabel('Password').fill('long enough to keep')
  await page.getByRole('button', { name: 'Set up' }).click()
  await expect(page.getByRole('heading', { name: 'Server Library' })).toBeVisible()

  allowConsole(/ERR_|CLIENT_FETCH_ERROR/)
  const killed = once(emptyApp.process, 'exit')
  emptyApp.process.kill('SIGKILL')
  await killed
  const logFile = join(logFolder, 'after-a-crash.log')
  const again = await startApp({ JETWAY_DATA: emptyApp.folder }, logFile)
  try {
    expect(again.setUpUrl).toBeNull()
    expect(readFileSync(logFile, 'utf8')).toMatch(/^Jetway runs on .*embedded.*, \d+ migrations? \(0 new\)\.$/m)
    await page.goto(again.url)
    await expect(page.getByText('mia@northwind.test').filter({ visible: true })).toBeVisible()
  } finally {
    await again.close()
  }
})
