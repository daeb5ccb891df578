import { describe, expect, inject, test } from 'vitest'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { recheckUnverified } from '#lib/auth-links/giving/recheck-unverified.ts'
import { database } from '#lib/db/database.ts'
import { saveInputOfServer, updateServer } from '#lib/servers/update-server.ts'
import { buildOpenedLink } from '#tests/support/credentials/links.ts'
import { startTokenServer } from '#tests/support/credentials/token-server.ts'
import { someoneWaits } from '#tests/support/database/someone-waits.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const unreachable = 'http://127.0.0.1:9/mcp'
const elsewhere = 'http://127.0.0.1:10/mcp'

function stored(connectionId: string) {
  return database().credential.findMany({ where: { connectionId } })
}

describe('giveCredential, while an admin changes the server', () => {
  test('says that the address was changed, and stores nothing', async () => {
    const token = newSecret()
    let move: () => Promise<unknown> = async () => undefined
    const { url } = await startTokenServer([token], { onTry: () => move() })
    const { holder, connection, owner } = await buildOpenedLink({ url })
    const admin = await signedIn({ role: 'admin', organizationId: owner.actor.organizationId })
    move = () => updateServer(admin, { serverId: connection.serverId, url: elsewhere })
    const values = { connectionId: connection.id, secret: { access_token: token } }
    await expect(giveCredential(holder, values)).rejects.toMatchObject({
      code: 'conflict',
      message: 'The server’s address was changed meanwhile. Try again.',
    })
    expect(await stored(connection.id)).toEqual([])
  })

  // The embedded database runs one transaction after the other.
  test.runIf(inject('postgres'))('waits for a change of address that is not committed yet', async () => {
    const { holder, connection } = await buildOpenedLink({ url: unreachable })
    const values = { connectionId: connection.id, secret: { access_token: newSecret() }, storeUnverified: true }

    const given = await database().$transaction(async (tx) => {
      await tx.server.update({ where: { id: connection.serverId }, data: { url: elsewhere } })
      const giving = giveCredential(holder, values).catch((error: unknown) => error)
      await Promise.race([giving, someoneWaits()])
      return { giving }
    })
    expect(await given.giving).toMatchObject({ code: 'conflict' })
    expect(await stored(connection.id)).toEqual([])
  })
})

describe('recheckUnverified, while an admin changes the server', () => {
  test('does not take values for verified that were tried with other headers', async () => {
    const token = newSecret()
    let isDown = true
    let change: () => Promise<unknown> = async () => undefined
    const options = { status: () => (isDown ? 503 : undefined), onTry: () => change() }
    const { url } = await startTokenServer([token], options)
    const { holder, connection, project } = await buildOpenedLink({ url })
    const values = { connectionId: connection.id, secret: { access_token: token }, storeUnverified: true }
    await giveCredential(holder, values)
    isDown = false

    const { organizationId } = project
    const admin = await signedIn({ role: 'admin', organizationId })
    const header = { name: 'X-Team', template: 'blue', fields: [] }
    change = () => saveInputOfServer(admin, connection.serverId, { input: header })
    const now = new Date(Date.now() + 6 * 60 * 1000)
    expect(await recheckUnverified(database(), { now, organizationId })).toMatchObject({ verified: 0, waiting: 1 })
    expect(await stored(connection.id)).toMatchObject([{ state: 'unverified' }])
  })
})
