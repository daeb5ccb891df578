import { once } from 'node:events'
import { beginSignIn } from '#lib/auth-links/signing-in/begin-sign-in.ts'
import { finishSignIn } from '#lib/auth-links/signing-in/finish-sign-in.ts'
import { newToken } from '#lib/crypto/token.ts'
import { redirectUriOf, setUpOauth } from '#lib/servers/oauth/set-up-oauth.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { startSignInServer } from '#tests/support/oauth/authorization-server.ts'
import { goAndComeBack } from '#tests/support/oauth/go-and-come-back.ts'

const callsEach = 25

test('fifty calls on two replicas renew a sign-in once; a replica killed while it renews loses no sign-in', async ({
  run,
  replica,
  jetwayWith,
  signedInAs,
  agentAt,
}) => {
  const vendor = await startSignInServer({ redirectUri: redirectUriOf() })
  const admin = await signedInAs('admin')
  const { organizationId, personId } = admin.actor
  const { id: serverId } = await buildServer({ organizationId, url: vendor.url, headers: [] })
  await setUpOauth(admin, { serverId })
  const { project } = await buildProject({ owner: admin })
  const { id: connectionId } = await buildConnection({ project, serverId, slug: 'desk' })
  const signIn = async () => {
    const browser = newToken()
    const params = await goAndComeBack(await beginSignIn(admin, { connectionId }, browser), redirectUriOf())
    expect(await finishSignIn([admin], { params, browser })).toMatchObject({ end: 'connected' })
  }
  await signIn()
  const { text: key } = await buildKey(project, { personId })
  const path = `/mcp/${project.slug}`
  const here = await agentAt(path, key)
  const welcome = { isError: false, text: `You are ${vendor.account}` }

  await test.step('fifty calls at once', async () => {
    const there = await agentAt(`${replica.url}${path}`, key)
    vendor.expireTokens()
    const calls = Array.from({ length: callsEach }, () => [here.call('desk__whoami'), there.call('desk__whoami')])
    expect(new Set((await Promise.all(calls.flat())).map(({ text }) => text))).toEqual(new Set([welcome.text]))
    expect(vendor.asked.refresh).toBe(1)
  })

  /** Kills a replica just when `hold` is reached. */
  const killAt = async (app: typeof replica, hold: 'beforeRefresh' | 'beforeRefreshed') => {
    const [reached, gone] = [Promise.withResolvers<void>(), once(app.process, 'exit')]
    vendor[hold] = async () => {
      reached.resolve()
      await gone
    }
    vendor.expireTokens()
    const there = await agentAt(`${app.url}${path}`, key)
    const dying = there.call('desk__whoami').catch(() => null)
    await reached.promise
    app.process.kill('SIGKILL')
    await Promise.all([gone, dying])
    vendor[hold] = async () => {}
  }

  await test.step('killed before the issuer has done it: the other one renews', async () => {
    await killAt(replica, 'beforeRefresh')
    expect(await here.call('desk__whoami')).toEqual(welcome)
  })

  await test.step('killed before the answer was stored: it is said that somebody has to sign in again', async () => {
    const settings = { DATABASE_URL: run.databaseUrl, JETWAY_MASTER_KEY: run.masterKey }
    await killAt(await jetwayWith(settings), 'beforeRefreshed')
    const said = await here.call('desk__whoami')
    expect(said).toMatchObject({ isError: true, text: expect.stringContaining('refused the stored sign-in') })
    await signIn()
    expect(await here.call('desk__whoami')).toEqual(welcome)
  })

  await vendor.close()
})
