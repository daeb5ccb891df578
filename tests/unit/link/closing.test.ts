import { describe, expect, test } from 'vitest'
import { closingOf } from '#app/link/session/_parts/closing.ts'

const project = { slug: 'support', name: 'Support' }
const open = { server: 'Intercom', isPaused: false }
const paused = { server: 'Neon', isPaused: true }
const given = { project, mode: 'per_person' as const, connections: [open] }
const allowed = { state: 'active' as const, isMine: true, project }
const waits = { state: 'pending' as const, isMine: false, project }

function textOf(...args: Parameters<typeof closingOf>): string {
  const { title, note } = closingOf(...args)
  expect(title).toBe('All done')
  return note?.text ?? ''
}

describe('closingOf', () => {
  test('is not done while a key waits, also beside one that is allowed', () => {
    const closing = closingOf(given, [waits, allowed], false)
    expect(closing).toMatchObject({ title: 'One thing is left to decide' })
    expect(closing.note).toBeUndefined()
    expect(closingOf(given, [waits, waits], false).title).toBe('2 things are left to decide')
  })

  test('says that agents can use it where a key may', () => {
    expect(textOf(given, [allowed], false)).toBe('Below is what you gave. Your agents can use it from now on.')
  })

  test.each([
    ['there is none', []],
    ['it has expired', [{ ...allowed, state: 'expired' as const }]],
    ['another link has allowed it', [{ ...allowed, isMine: false }]],
    ['it is of another project', [{ ...allowed, project: { slug: 'sales', name: 'Sales' } }]],
  ])('says that none can where no key may: %s', (_why, keys) => {
    expect(textOf(given, keys, false)).toMatch(/No agent can use it yet.* on this page\.$/)
    expect(textOf(given, keys, true)).toMatch(/No agent can use it yet.* under My connections\.$/)
  })

  test('says what is paused', () => {
    expect(textOf({ ...given, connections: [paused] }, [allowed], false)).toContain(
      'Neon is paused in Support: no agent can use it',
    )
    expect(textOf({ ...given, connections: [open, paused] }, [allowed], false)).toContain(
      'Your agents can use it from now on. Neon is paused in Support until',
    )
  })

  test('says of a shared set for whom it is', () => {
    expect(textOf({ ...given, mode: 'shared' }, [], false)).toContain('for the agents of everyone in Support')
  })

  test('does not say that something was given where nothing is asked', () => {
    expect(JSON.stringify(closingOf({ ...given, connections: [] }, [allowed], false))).not.toContain('you gave')
  })
})
