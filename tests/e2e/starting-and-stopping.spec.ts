import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '#scripts/free-port.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'

test('Jetway starts, refuses a second one on its folder, and ends cleanly', async ({ emptyApp, request }) => {
  expect(emptyApp.setUpUrl).toMatch(`${emptyApp.url}/setup/`)
  expect((await request.get(`${emptyApp.url}/health`)).status()).toBe(200)
  expect((await request.get(`${emptyApp.url}/health/ready`)).status()).toBe(200)

  const env = { PATH: process.env.PATH, NODE_ENV: 'production' as const, JETWAY_DATA: emptyApp.folder }
  const second = spawn(process.execPath, ['scripts/start.ts'], { env: { ...env, PORT: String(await freePort()) } })
  let said = ''
  second.stderr.on('data', (chunk) => {
    said += chunk
  })
  expect(await once(second, 'close')).toEqual([1, null])
  expect(said.trim()).toBe(
    `Another Jetway process is using the data folder ${emptyApp.folder}. Stop it first, or point JETWAY_DATA at another folder.`,
  )

  emptyApp.process.kill('SIGTERM')
  expect(await once(emptyApp.process, 'exit')).toEqual([0, null])
})
