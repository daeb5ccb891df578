import { hash } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hashPassword } from '#lib/auth/password.ts'
import { findUserActor } from '#lib/auth/session-row.ts'
import { signIn } from '#lib/auth/sign-in.ts'
import { newMasterKey } from '#lib/crypto/derive.ts'
import type { Database } from '#lib/db/client.ts'
import { database } from '#lib/db/database.ts'
import { env, provideEnv } from '#lib/env.ts'
import { countHashes } from '#tests/support/auth/count-hashes.ts'
import { buildAccount, goodPassword } from '#tests/support/factories/accounts.ts'
import { stranger } from '#tests/support/factories/context.ts'
import { buildPerson, unique } from '#tests/support/factories/people.ts'

const wrong = 'not the right password'

/** A wait that only takes notes. */
function notedWait() {
  const waits: number[] = []
  return { waits, wait: async (ms: number) => void waits.push(ms) }
}

/** A wait that lasts until it is released. */
function heldWait() {
  let release: () => void = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  return { wait: () => released, release }
}

/** A database in which `change` happens once the account has been looked up, before its session is opened. */
function whileItIsCompared(change: () => Promise<unknown>): Database {
  let isLookedUp = false
  return new Proxy(database(), {
    get: (target, name) => {
      if (name === 'person') isLookedUp = true
      if (name !== '$transaction' || !isLookedUp) return Reflect.get(target, name)
      return async (work: () => Promise<unknown>) => {
        await change()
        return target.$transaction(work)
      }
    },
  })
}

const throttleKeys = async () => (await database().throttle.findMany({ select: { key: true } })).map(({ key }) => key)

/** The keys that `work` adds to the throttle. */
async function newThrottleKeys(work: () => Promise<unknown>): Promise<string[]> {
  const before = await throttleKeys()
  await work()
  return (await throttleKeys()).filter((key) => !before.includes(key))
}

const freshAddress = () => `address-${unique()}`

const attemptsInVain = (member: string, linkHolder: string) => [
  { email: member, password: wrong },
  { email: `nobody-${unique()}@example.test`, password: goodPassword },
  { email: linkHolder, password: goodPassword },
  { email: 'mia\u0000@example.test', password: goodPassword },
  { email: 'mia', password: goodPassword },
  { email: member, password: 'x'.repeat(201) },
  { email: member, password: '' },
  { email: member, password: [goodPassword] },
  { email: member },
  {},
  'text',
  null,
]

describe('signIn', () => {
  test('opens a session of the account', async () => {
    const { actor } = await buildAccount()
    const session = await signIn(stranger(), { email: actor.email, password: goodPassword }, freshAddress())
    expect(await findUserActor(database(), session?.sessionId ?? '')).toEqual(actor)
  })

  test('takes the address in any spelling', async () => {
    const { actor } = await buildAccount()
    const email = ` ${actor.email.toUpperCase()} `
    expect(await signIn(stranger(), { email, password: goodPassword }, freshAddress())).not.toBeNull()
  })

  test('answers alike to a wrong password, an unknown address, a link holder and nonsense', async () => {
    const { actor } = await buildAccount()
    const linkHolder = await buildPerson({ role: null })
    for (const attempt of attemptsInVain(actor.email, linkHolder.email))
      expect(await signIn(stranger(), attempt, freshAddress())).toBeNull()
  })

  test('compares one hash for each of them (the work tells nobody who has an account)', async () => {
    const { actor } = await buildAccount()
    const linkHolder = await buildPerson({ role: null })
    for (const attempt of [
      { email: actor.email, password: goodPassword },
      ...attemptsInVain(actor.email, linkHolder.email),
    ]) {
      expect(await countHashes(() => signIn(stranger(), attempt, freshAddress()))).toBe(1)
    }
  })

  test('counts a malformed try for its address', async () => {
    const address = freshAddress()
    const { waits, wait } = notedWait()
    for (const raw of [null, {}, { email: 'mia', password: wrong }, { email: '', password: '' }, 'text']) {
      await signIn(stranger(), raw, address, wait)
    }
    expect(waits).toEqual([500, 1000])
  })

  test('waits as long for an impossible password as for a wrong one', async () => {
    const { actor } = await buildAccount()
    const { waits, wait } = notedWait()
    for (const password of [wrong, 'x'.repeat(201), undefined, 12, 'x'.repeat(201)]) {
      await signIn(stranger(), { email: actor.email, password }, freshAddress(), wait)
    }
    expect(waits).toEqual([500, 1000])
  })

  test('waits longer with each failure, and lets the right password in at once after that wait', async () => {
    const { actor } = await buildAccount()
    const { waits, wait } = notedWait()
    for (let i = 0; i < 9; i++) {
      await signIn(stranger(), { email: actor.email, password: wrong }, freshAddress(), wait)
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000])
    const session = await signIn(stranger(), { email: actor.email, password: goodPassword }, freshAddress(), wait)
    expect(session).not.toBeNull()
    expect(waits.at(-1)).toBe(8000)
  })

  test('starts afresh for an account after its right password', async () => {
    const { actor } = await buildAccount()
    const { waits, wait } = notedWait()
    for (const password of [wrong, wrong, wrong, goodPassword, wrong]) {
      await signIn(stranger(), { email: actor.email, password }, freshAddress(), wait)
    }
    expect(waits).toEqual([500])
  })

  test('slows an address that tries many accounts', async () => {
    const address = freshAddress()
    const { waits, wait } = notedWait()
    for (let i = 0; i < 5; i++) {
      await signIn(stranger(), { email: `guess-${unique()}@example.test`, password: wrong }, address, wait)
    }
    expect(waits).toEqual([500, 1000])
  })

  test('gives an address only its own try back for a right password (an own account does not wash it)', async () => {
    const { actor } = await buildAccount()
    const address = freshAddress()
    const { waits, wait } = notedWait()
    const guess = () => signIn(stranger(), { email: `guess-${unique()}@example.test`, password: wrong }, address, wait)
    for (let i = 0; i < 4; i++) await guess()
    await signIn(stranger(), { email: actor.email, password: goodPassword }, address, wait)
    await guess()
    expect(waits).toEqual([500, 1000, 1000])
  })

  test('slows tries that are made at the same moment', async () => {
    const { actor } = await buildAccount()
    const { waits, wait } = notedWait()
    const attempt = { email: actor.email, password: wrong }
    await Promise.all(Array.from({ length: 6 }, () => signIn(stranger(), attempt, freshAddress(), wait)))
    expect(waits.sort((a, b) => a - b)).toEqual([500, 1000, 2000])
  })

  test('turns an address away that has ten tries under way, and nobody else', async () => {
    const { actor } = await buildAccount()
    const address = freshAddress()
    const { wait, release } = heldWait()
    const { wait: noWait } = notedWait()
    const guess = { email: actor.email, password: wrong }
    for (let i = 0; i < 3; i++) await signIn(stranger(), guess, address, noWait)

    const waiting = Array.from({ length: 10 }, () => signIn(stranger(), guess, address, wait))
    const right = { email: actor.email, password: goodPassword }
    await expect(signIn(stranger(), right, address, noWait)).rejects.toMatchObject({ code: 'limit_exceeded' })
    expect(await signIn(stranger(), right, freshAddress(), noWait)).not.toBeNull()

    release()
    await Promise.all(waiting)
    expect(await signIn(stranger(), right, address, noWait)).not.toBeNull()
  })

  test('keeps neither account nor address in the throttle, but hashes that take the master key', async () => {
    const { actor } = await buildAccount()
    const address = freshAddress()
    const guess = () => signIn(stranger(), { email: actor.email, password: wrong }, address)
    const keys = await newThrottleKeys(guess)
    expect(keys).toHaveLength(2)
    for (const text of [actor.email, address]) {
      const hashes = (['hex', 'base64', 'base64url'] as const).map((form) => hash('sha256', text, form))
      for (const known of [text, ...hashes]) expect(keys.join(' ')).not.toContain(known)
    }
    expect(await newThrottleKeys(guess)).toEqual([])

    const { databaseUrl, masterKey, url, ...settings } = env()
    onTestFinished(() => provideEnv({ databaseUrl, masterKey, url }, settings))
    provideEnv({ databaseUrl, masterKey: newMasterKey(), url }, settings)
    expect(await newThrottleKeys(guess)).toHaveLength(2)
  })

  test.each([
    ['a password that was changed', async () => ({ passwordHash: await hashPassword('another calm sentence') })],
    ['the password of somebody who was removed', async () => ({ role: null })],
  ])('opens nothing with %s while it was being compared', async (_what, toChange) => {
    const { actor, sessionId } = await buildAccount()
    const { personId, email } = actor
    const data = await toChange()
    const db = whileItIsCompared(() => database().person.update({ where: { id: personId }, data }))
    expect(await signIn({ ...stranger(), db }, { email, password: goodPassword }, freshAddress())).toBeNull()
    const sessions = await database().session.findMany({ where: { personId }, select: { id: true } })
    expect(sessions).toEqual([{ id: sessionId }])
  })
})
