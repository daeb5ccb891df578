import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { underLease } from '#lib/jobs/under-lease.ts'
import { clearEnded } from '#lib/process/upkeep.ts'

const lease = () => ({ name: `work ${crypto.randomUUID()}`, seconds: 60 })
const leases = (name: string) => database().lease.count({ where: { name } })

describe('underLease', () => {
  test('lets one do the work when many begin at the same moment', async () => {
    const one = lease()
    let running = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++running)
      await database().lease.count()
      running -= 1
      return 'done'
    }
    const answers = await Promise.all(Array.from({ length: 12 }, () => underLease(database(), one, work)))
    expect(most).toBe(1)
    expect(answers).toContain('done')
  })

  test('answers null while another is at it, and lets other work go on', async () => {
    const one = lease()
    const inner = await underLease(database(), one, async () => [
      await underLease(database(), one, async () => 'twice'),
      await underLease(database(), lease(), async () => 'other'),
    ])
    expect(inner).toEqual([null, 'other'])
  })

  test('gives the lease back, also when the work fails', async () => {
    const one = lease()
    await expect(underLease(database(), one, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await leases(one.name)).toBe(0)
    expect(await underLease(database(), one, async () => 'again')).toBe('again')
  })

  test('ends by itself where a process died with it, and what it left is cleared', async () => {
    const one = lease()
    await database().lease.create({
      data: { name: one.name, owner: 'a process that died', expiresAt: new Date(Date.now() - 1000) },
    })
    expect(await underLease(database(), one, async () => 'taken over')).toBe('taken over')
    const old = await database().lease.create({ data: { name: lease().name, owner: 'gone', expiresAt: new Date(0) } })
    await clearEnded(database())
    expect(await leases(old.name)).toBe(0)
  })

  test('does not take the lease of whoever took over in the meantime along', async () => {
    const one = lease()
    await underLease(database(), { ...one, seconds: 0 }, async () => {
      await database().lease.update({ where: { name: one.name }, data: { owner: 'another' } })
    })
    expect(await leases(one.name)).toBe(1)
  })
})
