import { describe, expect, test } from 'vitest'
import { createClosers } from '#lib/process/closers.ts'

describe('createClosers', () => {
  test('closes in reverse order, each after the one before has ended', async () => {
    const done: string[] = []
    const closers = createClosers()
    closers.push('database', () => done.push('database'))
    closers.push('gateway', async () => {
      await Promise.resolve()
      done.push('gateway')
    })
    closers.push('listener', () => done.push('listener'))
    await closers.close()
    expect(done).toEqual(['listener', 'gateway', 'database'])
  })

  test('goes on when a step throws, rejects or never ends', async () => {
    const done: string[] = []
    const closers = createClosers()
    closers.push('database', () => done.push('database'))
    closers.push('throws', () => {
      throw new Error('broken')
    })
    closers.push('rejects', () => Promise.reject(new Error('broken')))
    closers.push('hangs', () => new Promise(() => {}), 5)
    await closers.close()
    expect(done).toEqual(['database'])
  })

  test('runs each step once, and every caller waits for the end', async () => {
    let runs = 0
    const closers = createClosers()
    closers.push('once', () => {
      runs += 1
    })
    await Promise.all([closers.close(), closers.close()])
    await closers.close()
    expect(runs).toBe(1)
  })

  test('does nothing where nothing was opened', async () => {
    await createClosers().close()
  })
})
