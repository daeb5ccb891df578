import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { poolOf } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'
import { type Notice, publish, subscribe } from '#lib/events/bus.ts'
import { joinReplicas } from '#lib/events/replicas.ts'

const pgChannel = 'jetway_notices'
const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** This process as a replica, and what reaches its caches. */
async function join() {
  const heard: Notice[] = []
  const waits = new Set<() => void>()
  closing.push(
    subscribe((notice) => {
      heard.push(notice)
      for (const look of waits) look()
    }),
  )
  const { close } = await joinReplicas(env().databaseUrl)
  closing.push(close)
  const hears = (wanted: Notice) =>
    new Promise<void>((resolve) => {
      const look = () => heard.some((notice) => isDeepStrictEqual(notice, wanted)) && resolve()
      waits.add(look)
      look()
    })
  return { heard, hears, close }
}

/** Another replica, as Postgres sees it. */
async function otherReplica() {
  const client = new pg.Client(poolOf(env().databaseUrl))
  await client.connect()
  closing.push(() => client.end())
  const heard: string[] = []
  const waits: (() => void)[] = []
  client.on('notification', ({ payload }) => {
    heard.push(payload ?? '')
    for (const look of waits) look()
  })
  await client.query(`listen ${pgChannel}`)
  const hears = (count: number) =>
    new Promise<Notice[]>((resolve) => {
      const look = () => heard.length >= count && resolve(heard.map((payload) => JSON.parse(payload).notice))
      waits.push(look)
      look()
    })
  const say = (payload: string) => client.query('select pg_notify($1, $2)', [pgChannel, payload])
  const breakOthers = () =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'jetway notices'`,
    )
  return { hears, say, breakOthers }
}

const keyChanged = (): Notice => ({ kind: 'key.changed', keyId: crypto.randomUUID() })
const from = 'another replica'

describe.runIf(inject('postgres'))('replicas on one Postgres', () => {
  test('hear what changed on the others, in order', async () => {
    const other = await otherReplica()
    await join()
    const notices = Array.from({ length: 250 }, keyChanged)
    for (const notice of notices) publish(notice)
    expect(await other.hears(250)).toEqual(notices)
  })

  test('do not say again what they heard', async () => {
    const other = await otherReplica()
    const { hears, heard } = await join()
    const [theirs, ours] = [keyChanged(), keyChanged()]
    await other.say(JSON.stringify({ from, notice: theirs }))
    await hears(theirs)
    publish(ours)
    expect(await other.hears(2)).toEqual([theirs, ours])
    expect(heard.filter((notice) => isDeepStrictEqual(notice, ours))).toHaveLength(1)
  })

  test.each([
    ['from a newer version', JSON.stringify({ from, notice: { kind: 'tide.changed' } })],
    ['that cannot be read', '{"from":'],
    ['without a notice', '{}'],
  ])('look at everything anew after a notice %s', async (_, payload) => {
    const other = await otherReplica()
    const { hears, heard } = await join()
    heard.length = 0
    await other.say(payload)
    await hears({ kind: 'anything.changed' })
  })

  test('look at everything anew after a break, and then say what waited', async () => {
    const other = await otherReplica()
    const { hears, heard } = await join()
    heard.length = 0
    await other.breakOthers()
    const notice = keyChanged()
    publish(notice)
    await hears({ kind: 'anything.changed' })
    expect(await other.hears(1)).toEqual([notice])
  })

  test('have said everything when they stop', async () => {
    const other = await otherReplica()
    const { close } = await join()
    const notice = keyChanged()
    publish(notice)
    await close()
    expect(await other.hears(1)).toEqual([notice])
  })
})

test('a database that does not answer holds up nobody', async () => {
  const { close } = await joinReplicas('postgresql://nobody@localhost:1/nothing')
  publish(keyChanged())
  await close()
})
