import { Socket } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { poolOf } from '#lib/db/client.ts'
import { type EmbeddedDatabase, startEmbedded } from '#lib/db/embedded/start.ts'

let embedded: EmbeddedDatabase
beforeAll(async () => {
  embedded = await startEmbedded('memory://')
})
afterAll(() => embedded.close())

async function connect(more: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ ...poolOf(embedded.url), ...more })
  await client.connect()
  return client
}

describe('the embedded database behind many connections', () => {
  test('never binds one connection’s values to another’s statement', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => connect()))
    const run = async (client: pg.Client, me: number) => {
      const wrong: unknown[] = []
      for (let turn = 0; turn < 150; turn++) {
        // Larger than a socket's chunk, so that the messages of one query arrive apart.
        const text = `${me}-${turn}-${'x'.repeat(turn % 3 === 0 ? 200_000 : 10)}`
        const { rows } = await client.query(`select $1::text as text, 'statement ${me}' as statement`, [text])
        if (rows[0]?.statement !== `statement ${me}` || rows[0]?.text !== text) wrong.push(rows)
      }
      return wrong
    }
    const wrong = await Promise.all(clients.map(run))
    await Promise.all(clients.map((client) => client.end()))
    expect(wrong.flat()).toEqual([])
  })

  test('keeps transactions apart, and rolls back one whose connection is lost', async () => {
    const setup = await connect()
    await setup.query('create table counted (n int)')
    const clients = await Promise.all(Array.from({ length: 6 }, () => connect()))
    const run = async (client: pg.Client, me: number) => {
      for (let turn = 0; turn < 20; turn++) {
        await client.query('begin')
        await client.query('insert into counted values ($1)', [me])
        await client.query(turn % 2 === 0 ? 'commit' : 'rollback')
      }
    }
    await Promise.all(clients.map(run))
    const socket = new Socket()
    const lost = await connect({ stream: () => socket })
    lost.on('error', () => undefined)
    await lost.query('begin')
    await lost.query('insert into counted values (99)')
    socket.destroy()
    const { rows } = await setup.query('select n, count(*)::int from counted group by n order by n')
    expect(rows).toEqual([0, 1, 2, 3, 4, 5].map((n) => ({ n, count: 10 })))
    await Promise.all([setup, ...clients].map((client) => client.end()))
  })

  test('goes on after an error, also inside a transaction', async () => {
    const client = await connect()
    await expect(client.query('select $1::int', ['no number'])).rejects.toThrow('invalid input syntax')
    await client.query('begin')
    await expect(client.query('select nothing from nowhere')).rejects.toThrow('does not exist')
    await expect(client.query('select 1')).rejects.toThrow('aborted')
    await client.query('rollback')
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await client.end()
  })

  test('serves a connection that comes while another one is in a transaction, once that has ended', async () => {
    const first = await connect()
    await first.query('begin')
    const second = connect().then(async (client) => {
      const { rows } = await client.query('select 2 as two')
      await client.end()
      return rows
    })
    await first.query('commit')
    expect(await second).toEqual([{ two: 2 }])
    await first.end()
  })
})
