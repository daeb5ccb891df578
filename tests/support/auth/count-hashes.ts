import { createHook } from 'node:async_hooks'

/**
 * How many times argon2 runs while `work` does. Its binding starts each run as asynchronous work without a name, which
 * nothing else in a test does; so the runs themselves are counted, not calls of ours.
 */
export async function countHashes(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  const hook = createHook({
    init: (_id, type) => {
      if (type === 'undefined') count += 1
    },
  })
  hook.enable()
  try {
    await work()
  } finally {
    hook.disable()
  }
  return count
}
