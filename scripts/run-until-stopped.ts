import { sayError } from './say-error.ts'

type Running = { close: () => Promise<void> }

/** Keeps a started server until Ctrl-C or SIGTERM, closes it in order, and exits 0. A second signal ends it at once. */
export async function runUntilStopped(start: () => Promise<Running>): Promise<void> {
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  try {
    const running = await start()
    await stopped
    process.once('SIGINT', () => process.exit(130))
    process.once('SIGTERM', () => process.exit(143))
    await running.close()
    process.exit(0)
  } catch (error) {
    console.error(sayError(error))
    process.exit(1)
  }
}
