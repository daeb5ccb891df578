import { expect, onTestFinished, test } from 'vitest'
import { env } from '#lib/env.ts'
import { createHealth } from '#lib/process/answer-health.ts'
import { openLine } from '#tests/support/database/open-line.ts'
import { startDoor } from '#tests/support/process/start-door.ts'

/** A door to a database by way of a line, and what its health is said to be. */
async function startOnLine(times = { deadlineMs: 20_000, keepMs: 5 }) {
  const line = await openLine(env().databaseUrl)
  const health = createHealth(line.url, times)
  onTestFinished(async () => {
    await health.close()
    await line.close()
  })
  const door = await startDoor({ health: health.answer })
  const ask = async (path = '/health/ready') => {
    const answer = await door.send(`GET ${path} HTTP/1.0\n\n`)
    return { status: Number(answer.split(' ')[1]), body: JSON.parse(answer.split('\r\n\r\n')[1] ?? 'null') }
  }
  return { line, ask }
}

const impatient = { deadlineMs: 200, keepMs: 5 }
const ready = { status: 200, body: { status: 'ok', database: 'ok' } }
const notReady = { status: 503, body: { status: 'unavailable', database: 'unreachable' } }

/** Asks until the answer is another one; each look is kept for a moment. */
async function untilReady(ask: () => Promise<{ status: number }>): Promise<void> {
  while ((await ask()).status !== 200);
}

test('two hundred probes at once are one look at the database, on one connection', async () => {
  const { line, ask } = await startOnLine({ deadlineMs: 20_000, keepMs: 20_000 })
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask()))
  for (const answer of answers) expect(answer).toMatchObject(ready)
  expect([line.opened(), line.questions()]).toEqual([1, 2])
})

test('later looks are on the same connection', async () => {
  const { line, ask } = await startOnLine()
  await ask()
  const asked = line.questions()
  while (line.questions() === asked) expect(await ask()).toMatchObject(ready)
  expect(line.opened()).toBe(1)
})

test('a database that does not answer is said to be unreachable, in time, and to be well when it is', async () => {
  const { line, ask } = await startOnLine(impatient)
  line.hold()
  expect(await Promise.all([ask(), ask()])).toMatchObject([notReady, notReady])
  expect(await ask('/health')).toEqual({ status: 200, body: { status: 'ok' } })
  line.release()
  await untilReady(ask)
})

test('a database that stops answering in between is found out, and waited for on a new connection', async () => {
  const { line, ask } = await startOnLine(impatient)
  await ask()
  line.hold()
  while ((await ask()).status !== 503);
  line.release()
  await untilReady(ask)
})

test('a connection that broke costs no answer', async () => {
  const { line, ask } = await startOnLine()
  await ask()
  const opened = line.opened()
  line.cut()
  while (line.opened() === opened) expect(await ask()).toMatchObject(ready)
})

test('a database that is not there is said to be unreachable', async () => {
  const { line, ask } = await startOnLine()
  await line.close()
  expect(await ask()).toMatchObject(notReady)
})
