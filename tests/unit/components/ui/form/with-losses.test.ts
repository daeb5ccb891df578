import { describe, expect, test } from 'vitest'
import { withLosses } from '#components/ui/form/with-losses.ts'

function send(error: unknown) {
  return withLosses(() => Promise.reject(error))({ status: 'idle' }, new FormData())
}

describe('a form whose action gave no answer', () => {
  test('says that Jetway was not reached', async () => {
    expect(await send(new TypeError('Failed to fetch'))).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('could not be reached'),
    })
  })

  test.each(['An unexpected response was received from the server.', 'Failed to find Server Action "x".'])(
    'stays as it is when it was refused before it ran: %s',
    async (message) => {
      const state = await send(new Error(message))
      expect(state).toMatchObject({ status: 'failed', message: expect.stringContaining('did not take this') })
      expect(JSON.stringify(state)).not.toContain(message)
    },
  )

  test('follows a redirect', async () => {
    const redirect = Object.assign(new Error('NEXT_REDIRECT'), { digest: 'NEXT_REDIRECT;push;/x;307;' })
    await expect(send(redirect)).rejects.toBe(redirect)
  })
})
