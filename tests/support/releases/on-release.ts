import { afterAll, beforeAll } from 'vitest'
import { findLinkActor } from '#lib/auth/session-row.ts'
import type { Context, LinkHolder, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { contextFor } from '#tests/support/factories/context.ts'
import { post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { startGateway } from '#tests/support/gateway/start-gateway.ts'
import { startWhoamiServer } from '#tests/support/mcp/whoami-server.ts'
import { type Fixture, openFixture } from './open-fixture.ts'
import { emailOf, project } from './tell-story.ts'

export type Release = ReturnType<typeof onRelease>

/** The tests of a file run on what a release left behind, with a gateway in front of it. */
export function onRelease(release: string) {
  const closers: (() => Promise<void>)[] = []
  const at = {} as { fixture: Fixture; url: string }

  beforeAll(async () => {
    const whoami = await startWhoamiServer('dual', (close) => closers.push(close))
    at.fixture = await openFixture(release, `${whoami.origin}/mcp`)
    const gateway = await startGateway()
    at.url = gateway.url
    closers.push(at.fixture.close, gateway.close)
  }, 60_000)
  afterAll(async () => {
    for (const close of closers.reverse()) await close()
  })

  return {
    get known() {
      return at.fixture.known
    },
    get applied() {
      return at.fixture.applied
    },
    /** The fingerprint of the token that a call with a key of back then carries. */
    call: async (key: string, connection = 'echo'): Promise<string> => {
      const url = `${at.url}/mcp/${project}/${connection}`
      const { status, body } = await post(url, `Bearer ${at.fixture.known.keys[key]}`, toolCall('whoami'))
      if (status !== 200) return `refused with ${status}`
      return /^whoami for (\S+)$/.exec(textOf(body))?.[1] ?? 'asks to connect'
    },
  }
}

/** A member of back then. */
export async function as(name: string): Promise<Context<UserActor>> {
  const where = { email: emailOf(name) }
  const { id: personId, organizationId, email, role } = await database().person.findFirstOrThrow({ where })
  return contextFor({ kind: 'user', organizationId, personId, email, name, role: role ?? 'member' })
}

/** Whoever has a browser of back then that opened a link. */
export async function byCookie(cookie: string | undefined): Promise<Context<LinkHolder>> {
  const actor = await findLinkActor(database(), cookie ?? '')
  if (!actor) throw new Error('This browser is not known any more.')
  return contextFor(actor)
}
