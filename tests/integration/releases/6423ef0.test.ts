import { expect, test } from 'vitest'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { getOnboarding } from '#lib/servers/onboarding/get-onboarding.ts'
import { fingerprint } from '#tests/support/mcp/whoami-server.ts'
import { goesOn } from '#tests/support/releases/goes-on.ts'
import { as, onRelease } from '#tests/support/releases/on-release.ts'
import { project } from '#tests/support/releases/tell-story.ts'

const release = onRelease('6423ef0')
const { call } = release

goesOn(release, 'accepted')

test('values for several headers go on', async () => {
  expect(await call('max', 'two')).toBe(fingerprint('token-of-max-in-two'))
  const shown = await getConnectionToGive(await as('max'), { project, connection: 'two' })
  expect(shown.credential?.state).toBe('accepted')
})

test('values that the server had refused stay refused', async () => {
  expect(await call('max', 'refused')).toBe('asks to connect')
  const shown = await getConnectionToGive(await as('max'), { project, connection: 'refused' })
  expect(shown.credential?.state).toBe('rejected')
})

test('an onboarding that was begun goes on where it was', async () => {
  const begun = await getOnboarding(await as('ada'), 'custom')
  expect(begun).toMatchObject({ step: 'review', connection: { name: 'Begun', slug: 'begun' } })
  expect(begun.inputs).toMatchObject([{ name: 'X-Workspace', isRequired: false, fields: [{ choices: ['eu', 'us'] }] }])
})
